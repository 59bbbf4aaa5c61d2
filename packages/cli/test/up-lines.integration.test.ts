import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { UpRecord } from '../src/documents/up.js'
import { bin, type Checkout, checkout } from './checkout.js'

const Versioned = z.looseObject({ schemaVersion: z.literal(1) })

/** Starts `azora up …` away from any terminal, and interrupts it once a line says that everything has settled. */
async function untilSettled({ root, env }: Checkout, words: string[], isSettled: (line: string) => boolean) {
  const child = spawn(process.execPath, [bin, 'up', 'auth', ...words], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<NodeJS.Signals | null>(resolve =>
    child.once('exit', (_, signal) => resolve(signal)),
  )
  const said = text(child.stderr)
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (isSettled(line)) child.kill('SIGINT')
  }
  return { lines, signal: await ended, stderr: await said }
}

test('with --json each event is a document on a line of its own, until Ctrl-C has stopped everything', async () => {
  await using it = await checkout()
  const { lines, signal, stderr } = await untilSettled(it, ['--json'], line =>
    line.includes('"type":"settled"'),
  )
  const records = lines.map(line => UpRecord.and(Versioned).parse(JSON.parse(line)))
  expect(records.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['platform', 'service', 'infrastructure', 'settled']),
  )
  expect(stderr).toContain('Stopping everything')
  expect(signal).toBe('SIGINT')
  expect(JSON.parse((await it.azora('status', '--json')).stdout)).toMatchObject({ state: 'stopped' })
})

test('where nothing can move, each event is a line, and the table says what to type next', async () => {
  await using it = await checkout()
  const { lines } = await untilSettled(it, [], line => line.includes('azora logs -f'))
  expect(lines).toContainEqual(
    expect.stringMatching(/^\d\d:\d\d:\d\d  auth  ready  http:\/\/127\.0\.0\.1:\d+$/),
  )
  expect(lines.join('\n')).toContain('azora login --as instructor')
  expect(lines.join('\n')).not.toContain('\u001B')
})
