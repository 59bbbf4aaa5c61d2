import type { LaunchOptions } from '@azora/supervisor'
import { argument, defineCommand, flag } from '../command.js'
import type { Context } from '../context.js'
import type { StatusDocument } from '../documents/status.js'
import type { UpRecord } from '../documents/up.js'
import { statusExit } from '../platform/status-view.js'
import { recordText, settledText } from '../up/lines.js'

/** `azora up` */
export const up = defineCommand({
  summary: 'Start the platform, or some of its services with what they need',
  description:
    'Stays in the terminal and shows what happens; Ctrl-C stops everything. Where nothing can move, each event is a line. ' +
    'If the platform runs already, it says what runs and starts what is missing.',
  args: { services: argument.rest('only these, with what they need; none named: all', 'service') },
  flags: {
    detach: flag.switch('start it in the background and return', { short: 'd' }),
    wait: flag.switch('in the background too, but return when everything is ready or has failed'),
    timeout: flag.duration('how long --wait waits', 120_000),
    watch: flag.switch('reload a service when one of its sources is saved', { short: 'w' }),
    inspect: flag.list('let a debugger attach to this service, or to `all`', {
      placeholder: 'SERVICE',
      completes: 'service',
    }),
    plain: flag.switch('a line for each event, even on a terminal'),
  },
  examples: ['azora up', 'azora up --wait --json', 'azora up education --watch', 'azora up --detach'],
  endsInOrder: true,
  document: () => import('../documents/up.js').then(file => file.UpAnswer),

  async run(input, context): Promise<AsyncIterable<UpRecord> | StatusDocument> {
    const { attached, started, startedAlready } = await import('../up/start.js')
    const platform = await context.platform()
    const options = await launchOptions(input, context)
    const running = await platform.find()
    if (running) return startedAlready(running, options, context)
    if (input.detach || input.wait)
      return started(platform, options, { ...context, root: context.root, ...input })
    return attached(platform, options, { ...context, root: context.root, plain: input.plain })
  },
  view: (answer, look) => ('type' in answer ? recordText(answer, look) : settledText(answer, look)),
  exit: answer => ('type' in answer ? 0 : statusExit(answer)),
})

const ALL = 'all'

interface Input {
  services: string[]
  watch: boolean
  inspect: string[]
}

async function launchOptions({ services, watch, inspect }: Input, context: Context): Promise<LaunchOptions> {
  const configured = await context.settings()
  const wanted = services.length > 0 ? services : configured.get('services')
  await mustExist([...wanted, ...inspect.filter(name => name !== ALL)], context)
  return {
    ...(wanted.length > 0 && { services: wanted }),
    watch: watch || configured.get('watch'),
    profile: configured.get('profile'),
    ports: configured.get('ports'),
    env: configured.get('env'),
    inspect: inspect.includes(ALL) ? true : inspect,
  }
}

/** A host that was started for nothing would go on running. @throws {UserError} `unknown-service` */
async function mustExist(names: readonly string[], { root }: Context): Promise<void> {
  if (names.length === 0) return
  const { manifestsWith } = await import('../platform/known-services.js')
  await manifestsWith(root, names)
}
