import type { Intent } from '@azora/contracts/nexus'
import { decide, type Logger, refusalText, type UserPrincipal } from '@azora/service-kit'
import type { IntentCatalog } from './catalog.js'
import type { Classifier, PhraseClassifier, Proposal } from './classifier.js'
import { type Command, planOf } from './plan.js'
import { beginning, CERTAIN, UNDERSTOOD } from './state.js'

/** What was made of what somebody said. */
export type Understood = Pick<
  Intent,
  'state' | 'reason' | 'confidence' | 'understoodBy' | 'faults' | 'suggestions'
> & { command: Command | null }

/** Whoever finds out what somebody wants. */
export interface Interpreters {
  catalog: IntentCatalog
  phrases: PhraseClassifier
  /** Asked about what reads like no phrase. */
  model: Classifier | undefined
}

type By = 'phrases' | 'model'

/** What was proposed and by whom, held against the contract. */
interface Candidate {
  by: By
  confidence: number
  planned: ReturnType<typeof planOf>
}

const MOST_SUGGESTIONS = 5

/** Finds out what somebody wants and whether they may: a plan that is checked, or why there is none. */
export async function understood(
  text: string,
  { principal, interpreters, log }: { principal: UserPrincipal; interpreters: Interpreters; log: Logger },
): Promise<Understood> {
  const candidate = await candidateFor(text, interpreters, log)
  if (!candidate || candidate.confidence < UNDERSTOOD)
    return nothing(suggestions(text, principal, interpreters))
  const { confidence, by, planned } = candidate
  if ('faults' in planned)
    return nothing(suggestions(text, principal, interpreters), { confidence, by, faults: planned.faults })
  const { command } = planned
  const decision = decide(command.access, principal)
  const state = beginning({ isAllowed: decision.allowed, confidence, changes: command.changes })
  const reason = state === 'refused' ? refusalText(decision) : null
  return { state, reason, confidence, understoodBy: by, command, faults: [], suggestions: [] }
}

/** What reads like a phrase is that; else the model may say, if what it says can be done; else whatever the words say. */
async function candidateFor(
  text: string,
  { catalog, phrases, model }: Interpreters,
  log: Logger,
): Promise<Candidate | null> {
  const checked = (by: By, proposal: Proposal | null): Candidate | null => {
    const sayable = proposal && catalog.find(proposal.intent)
    return sayable
      ? { by, confidence: proposal.confidence, planned: planOf(sayable, proposal.slots, text) }
      : null
  }
  const built = checked('phrases', phrases.propose(text, catalog))
  if (!model || (built && built.confidence >= CERTAIN)) return built
  try {
    const proposed = checked('model', await model.propose(text, catalog))
    if (proposed && 'command' in proposed.planned) return proposed
  } catch (error) {
    log.warn('the model did not say what somebody wants', { error })
  }
  return built
}

/** What there is to say where nothing can be done: what was wrong with the fields of what was meant, if that is known. */
function nothing(
  said: string[],
  meant?: { confidence: number; by: By; faults: Intent['faults'] },
): Understood {
  const { confidence = 0, by = null, faults = [] } = meant ?? {}
  const wrong = faults.map(({ slot, message }) => `${slot}: ${message}`).join('; ')
  const reason = meant ? `Something is missing or wrong: ${wrong}.` : 'No operation is asked for like that.'
  return { ...NOTHING, reason, confidence, understoodBy: by, faults, suggestions: said }
}

const NOTHING = { state: 'not-understood', command: null } as const

/** Phrases of what they may do, those nearest to what they said first. */
function suggestions(text: string, principal: UserPrincipal, { phrases, catalog }: Interpreters): string[] {
  const near = phrases.nearest(text, catalog)
  return [...new Set([...near, ...catalog.all()])]
    .filter(({ access }) => decide(access, principal).allowed)
    .flatMap(({ phrases: [first] }) => (first ? [first.text] : []))
    .slice(0, MOST_SUGGESTIONS)
}
