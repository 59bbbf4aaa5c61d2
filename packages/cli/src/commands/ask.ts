import { argument, defineCommand, flag } from '../command.js'
import type { AskDocument } from '../documents/ask.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { planText, stateText } from '../session/intent-view.js'

/** How each end of it exits; what waits to be confirmed wants an answer that nobody has given. */
const EXITS: Readonly<Record<AskDocument['state'], ExitCode>> = {
  done: exitCodes.ok,
  running: exitCodes.ok,
  canceled: exitCodes.ok,
  'not-understood': exitCodes.usage,
  'needs-confirmation': exitCodes.usage,
  refused: exitCodes.forbidden,
  failed: exitCodes.failure,
  expired: exitCodes.failure,
}

/** `azora ask` */
export const ask = defineCommand({
  summary: 'Ask for something in words',
  description:
    'What only reads is done at once; what changes anything is shown, and done when it is confirmed: when asked, by --yes, or within ten ' +
    'minutes by azora call nexus.intents.confirm. It is done as whoever is signed in here: what they may not do it may not.',
  args: { text: argument.required('what is wanted, in quotes') },
  flags: { yes: flag.switch('do it without being asked', { short: 'y' }) },
  examples: [
    'azora ask "show my progress"',
    'azora ask "enroll me in course 019b0000-0000-7000-8000-000000000001" --yes',
    'azora ask "search the catalog for biology" --json',
  ],
  document: () => import('../documents/ask.js').then(file => file.AskDocument),

  async run({ text, yes }, context): Promise<AskDocument> {
    const { askNexus } = await import('../session/operator.js')
    const asked = await askNexus(context, ({ intents }) => intents.ask({ body: { text } }))
    if (asked.state !== 'needs-confirmation') return asked
    if (!yes && !context.out.interactive) return asked
    const params = { intentId: asked.id }
    const isWanted = yes || (await isConfirmed(asked))
    return askNexus(context, ({ intents }) =>
      isWanted ? intents.confirm({ params }) : intents.cancel({ params }),
    )

    async function isConfirmed({ plan }: AskDocument): Promise<boolean> {
      context.out.say(planText(plan, context.out.look))
      return (await context.ask()).yes('Do it?', '--yes')
    }
  },

  view: (asked, look) => stateText(asked, look),
  exit: ({ state }) => EXITS[state],
})
