import { type Intent, IntentNotFound, IntentNotWaiting, nexus } from '@azora/contracts/nexus'
import {
  type Clock,
  decide,
  implement,
  type Logger,
  newId,
  refusalText,
  type UserPrincipal,
} from '@azora/service-kit'
import type { Use } from '../use.js'
import { visible } from './phrase.js'
import type { Asked, Own } from './repository.js'
import { CONFIRMABLE_MS, stateAt } from './state.js'
import { understood } from './understanding.js'
import { shown } from './view.js'

export const intentRoutes = (use: Use) => {
  const { intents, clock, transaction } = use
  const shownNow = (asked: Asked, result: unknown = null) => shown(asked, clock.now(), result)

  return implement(nexus.routes.intents).with({
    ask: async ({ body, principal, context: { log } }) => {
      const { asked, result } = await answered(use, { text: visible(body.text), principal, log })
      await transaction(() => intents.add(asked))
      return shownNow(asked, result)
    },
    list: async ({ query, principal }) => {
      const { items, nextCursor } = await intents.of(principal.id, query)
      return { items: items.map(asked => shownNow(asked)), nextCursor }
    },
    get: async ({ params, principal }) =>
      shownNow(await found(use, { id: params.intentId, userId: principal.id })),
    confirm: ({ params, principal }) => confirmed(use, params.intentId, principal),
    cancel: async ({ params, principal }) => {
      const own = ownNow(params.intentId, principal, clock)
      const isLeft = await transaction(() => intents.leave(own, 'cancel', 'You have canceled it.'))
      return isLeft ? shownNow(await found(use, own)) : refused(use, own)
    },
  })
}

const NOT_YET = { problem: null, requestId: null, transactionId: null, expiresAt: null, endedAt: null }

/** Understands what was said, and has what only reads done at once. */
async function answered(
  { interpreters, errands, clock }: Use,
  { text, principal, log }: { text: string; principal: UserPrincipal; log: Logger },
): Promise<{ asked: Asked; result: unknown }> {
  const made = await understood(text, { principal, interpreters, log })
  const createdAt = clock.now()
  const asked: Asked = {
    ...made,
    id: newId(),
    userId: principal.id,
    text,
    ...NOT_YET,
    createdAt,
  }
  if (made.state === 'needs-confirmation')
    return { asked: { ...asked, expiresAt: new Date(createdAt.getTime() + CONFIRMABLE_MS) }, result: null }
  if (made.state !== 'running' || !made.command)
    return { asked: { ...asked, endedAt: createdAt }, result: null }
  const { outcome, result } = await errands.run(made.command, asked.id)
  return { asked: { ...asked, ...outcome, endedAt: clock.now() }, result }
}

/** Does what was shown, once: whoever takes it does it, under a key that is its id. */
async function confirmed(use: Use, id: string, principal: UserPrincipal): Promise<Intent> {
  const { intents, errands, clock, alone } = use
  const own = ownNow(id, principal, clock)
  const { command } = await found(use, own)
  if (!command) return refused(use, own)
  const decision = decide(command.access, principal)
  if (!decision.allowed) {
    const isRefused = await alone(() => intents.leave(own, 'refuse', refusalText(decision)))
    return isRefused ? shown(await found(use, own), clock.now(), null) : refused(use, own)
  }
  if (!(await taken(use, own, principal))) return refused(use, own)
  const { outcome, result } = await errands.run(command, id)
  await alone(() => intents.end({ ...own, now: clock.now() }, outcome))
  return shown(await found(use, own), clock.now(), result)
}

/** Takes it, on record: nobody can say later that they have not confirmed it. */
function taken({ intents, alone, audit }: Use, own: Own, actor: UserPrincipal): Promise<boolean> {
  return alone(async () => {
    const isTaken = await intents.take(own)
    if (isTaken) await audit({ action: 'intent.confirmed', subject: own.id, actor })
    return isTaken
  })
}

/** @throws IntentNotFound */
async function found({ intents }: Use, own: Pick<Own, 'id' | 'userId'>): Promise<Asked> {
  const asked = await intents.find(own)
  if (!asked) throw new IntentNotFound()
  return asked
}

/** @throws IntentNotFound, IntentNotWaiting */
async function refused(use: Use, own: Own): Promise<never> {
  const state = stateAt(await found(use, own), own.now)
  throw new IntentNotWaiting(`It is ${state}.`, { extensions: { state } })
}

const ownNow = (id: string, { id: userId }: UserPrincipal, clock: Clock): Own => ({
  id,
  userId,
  now: clock.now(),
})
