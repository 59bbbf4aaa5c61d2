import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { testKit } from '../../fixtures/test-kit.js'
import { LogOutput } from './log-output.js'
import { createLogger } from './logger.js'

/** A logger that writes to a stream, as a service does to its standard output. */
function loggingTo(stream: Writable) {
  const output = new LogOutput(stream)
  const log = createLogger({ service: 'notes', level: 'info', transports: [output] })
  const kit = { ...testKit(), log }
  output.start(kit)
  return {
    output,
    log,
    lost: async () => kit.metrics.registry.getSingleMetricAsString('log_lines_lost_total'),
  }
}

test('a disk that is full costs lines, which are counted, and is told', async () => {
  const stream = new Writable({
    autoDestroy: false,
    write: (_chunk, _encoding, done) => {
      done(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
    },
  })
  const { output, log, lost } = loggingTo(stream)
  await expect(output.check()).resolves.toBeUndefined()
  log.info('one')
  await expect.poll(() => output.check().catch(String)).toContain('no space left on device')
  expect(await lost()).toMatch(/ [1-9]\d*$/m)
})

test('a reader that stands still costs lines rather than memory', async () => {
  const { output, log, lost } = loggingTo(new Writable({ write: () => undefined }))
  const filler = 'x'.repeat(1024 * 1024)
  for (let n = 0; n < 20; n++) log.info(filler)
  await expect(output.check()).rejects.toThrow('nobody reads the logs')
  expect(await lost()).toMatch(/ 1\d$/m)
})
