import { argument, defineCommand, flag } from '../command.js'
import type { LogRecord } from '../documents/logs.js'
import { logText } from '../platform/log-view.js'

export const logs = defineCommand({
  summary: 'Show what services have written, and follow it',
  description:
    'With --json, one document per line. Logs outlive the platform: they can be read after `azora down`.',
  args: { sources: argument.rest('services, or postgres, redis, azora; none named: all', 'service') },
  flags: {
    follow: flag.switch('go on as lines are written', { short: 'f' }),
    tail: flag.integer('begin with this many of the last lines', { fallback: 100, short: 'n' }),
    level: flag.choice('only lines this severe or more', ['debug', 'info', 'warn', 'error'], 'info'),
  },
  examples: ['azora logs', 'azora logs -f education', 'azora logs auth --level warn --tail 20 --json'],
  document: () => import('../documents/logs.js').then(file => file.LogRecord),

  async run({ sources, follow, tail, level }, context): Promise<AsyncIterable<LogRecord>> {
    const { followed, lastLines, sourcesIn } = await import('../platform/logs.js')
    const { statePaths } = await import('../platform/state-paths.js')
    const { knownAmong } = await import('../platform/known-services.js')
    const folder = statePaths(context.root).logs
    const written = await sourcesIn(folder)
    if (!follow) for (const source of sources) knownAmong(written, source)
    const question = { sources, tail, level }
    const host = follow ? await (await context.platform()).find() : null
    return (async function* () {
      yield* await lastLines(folder, question)
      if (host) yield* followed(host, question, context.signal)
    })()
  },
  view: logText,
})
