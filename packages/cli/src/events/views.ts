import type { Silent } from '@azora/contracts/nexus'
import type { DeadLettersChangedDocument } from '../documents/dlq.js'
import type { SagasDocument } from '../documents/sagas.js'
import type { Look } from '../look.js'

/** Says who is missing in an answer, a line each. */
export function silenceText(silent: readonly Silent[], { warn }: Look): string[] {
  return silent.map(({ service, reason }) => `${warn(`${service} did not answer`)}: ${reason}`)
}

/** What an error says, of the last of several failures: with its causes, on one line. */
export function failureText(
  failures: readonly { errors: readonly { name: string; message: string }[] }[],
): string {
  const errors = failures.at(-1)?.errors ?? []
  return errors.map(({ name, message }) => `${name}: ${message}`).join(' < ')
}

/** A time of day, with its date where that is another than today. */
export function timeText(at: string): string {
  return at.replace('T', ' ').replace(/\.?\d*Z$/, '')
}

/** How many dead letters were changed, in all and in each service. */
export function changedText(
  { count, dryRun, services, silent }: DeadLettersChangedDocument,
  { done, look }: { done: string; look: Look },
): string {
  const each = services.filter(one => one.count > 0).map(one => `${one.service} ${one.count}`)
  const where = each.length > 0 ? ` (${each.join(', ')})` : ''
  const what = `${count} dead ${count === 1 ? 'letter' : 'letters'}${where}`
  const first = dryRun
    ? `${look.warn('Nothing done')}: ${what} would be ${done}.`
    : `${look.good(capital(done))} ${what}.`
  return [first, ...silenceText(silent, look)].join('\n')
}

const capital = (word: string) => `${word[0]?.toUpperCase()}${word.slice(1)}`

/** How a saga stands, in the color of how that is. */
export function sagaStateText(state: SagasDocument['sagas'][number]['state'], look: Look): string {
  const { good, warn, bad, dim, accent } = look
  const looks = {
    running: accent,
    waiting: accent,
    compensating: warn,
    completed: good,
    compensated: dim,
    stuck: bad,
  }
  return looks[state](state)
}
