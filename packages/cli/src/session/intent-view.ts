import type { AskDocument } from '../documents/ask.js'
import type { Look } from '../look.js'

/** What would be done, field by field. */
export function planText(plan: AskDocument['plan'], look: Look): string {
  if (!plan) return ''
  const fields = Object.entries(plan.slots).map(([name, value]) => [name, String(value)] as const)
  return look.pairs([
    ['operation', `${plan.operation}: ${plan.summary}`],
    ['request', `${plan.method} ${plan.path}`],
    ...fields,
  ])
}

/** What became of what was asked for. */
export function stateText(asked: AskDocument, look: Look): string {
  return SAYINGS[asked.state](asked, look)
}

type Saying = (asked: AskDocument, look: Look) => string

const because: Saying = ({ reason, plan }, look) =>
  [look.bad(reason ?? 'It was not done.'), ...(plan ? [planText(plan, look)] : [])].join('\n')

const SAYINGS: Readonly<Record<AskDocument['state'], Saying>> = {
  'not-understood': ({ reason, suggestions }, look) =>
    [
      look.warn(reason ?? 'That was not understood.'),
      ...(suggestions.length > 0
        ? ['You could say:', ...suggestions.map(text => `  ${look.accent(text)}`)]
        : []),
    ].join('\n'),
  'needs-confirmation': ({ id, plan }, look) =>
    [
      `${look.warn('Nothing is done yet.')} This would be:`,
      planText(plan, look),
      `To have it done within ten minutes: ${look.accent(`azora call nexus.intents.confirm ${id}`)}`,
      'Or ask again with --yes.',
    ].join('\n'),
  refused: because,
  expired: because,
  running: (_, look) => look.warn('It is being done.'),
  canceled: (_, look) => look.warn('Nothing was done.'),
  failed: ({ problem, requestId }, look) =>
    [
      look.bad(problem?.detail ?? problem?.title ?? 'It failed.'),
      ...(problem ? [look.accent(`azora explain ${problem.code}`)] : []),
      ...traces(requestId, look),
    ].join('\n'),
  done: ({ plan, result, requestId, transactionId }, look) =>
    [
      `${look.good('Done')}: ${plan?.summary ?? ''}`,
      ...(result === null ? [] : [JSON.stringify(result, null, 2)]),
      ...(transactionId === null ? [] : [`transaction ${transactionId}`]),
      ...traces(requestId, look),
    ].join('\n'),
}

const traces = (requestId: string | null, look: Look) =>
  requestId === null ? [] : [look.accent(`azora logs --request ${requestId}`)]
