import { argument, defineCommand, flag } from '../command.js'
import type { LogRecord, LogsDocument } from '../documents/logs.js'
import { logText } from '../platform/log-view.js'

/** `azora logs` */
export const logs = defineCommand({
  summary: 'Show what services have written, and follow it',
  description:
    'With --json, one document per line. Logs outlive the platform: they can be read after `azora down`.',
  args: { sources: argument.rest('services, or postgres, redis, azora; none named: all', 'service') },
  flags: {
    follow: flag.switch('go on as lines are written', { short: 'f' }),
    tail: flag.integer('begin with this many of the last lines', { fallback: 100, short: 'n' }),
    level: flag.choice('only lines this severe or more', ['debug', 'info', 'warn', 'error'], 'info'),
    request: flag.text('only what belongs to this request, in whichever service', { placeholder: 'ID' }),
  },
  examples: ['azora logs', 'azora logs -f education', 'azora logs auth --level warn --tail 20 --json'],
  document: () => import('../documents/logs.js').then(file => file.LogsAnswer),

  async run(input, context): Promise<LogsDocument | AsyncIterable<LogRecord>> {
    const { followed, lastLines, sourcesIn } = await import('../platform/logs.js')
    const { knownAmong } = await import('../platform/known-services.js')
    const { statePaths } = await import('../platform/state-paths.js')
    const folder = statePaths(context.root).logs
    const lines = await lastLines(folder, input)
    const host = input.follow ? await (await context.platform()).find() : null
    if (host) return followed(host, input, { lines, signal: context.signal })
    const written = await sourcesIn(folder)
    for (const source of input.sources) knownAmong(written, source)
    return { lines }
  },

  view: (answer, look) => {
    if (!('lines' in answer)) return logText(answer, look)
    return answer.lines.length === 0 ? null : answer.lines.map(line => logText(line, look)).join('\n')
  },
})
