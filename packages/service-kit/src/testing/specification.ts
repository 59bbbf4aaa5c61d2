import type { EventDefinition, ProblemClass } from '@azora/contracts'
import { expect } from 'vitest'
import type { Decider, StreamEvent } from '../eventsourcing/decider.js'
import { rowOf } from '../eventsourcing/recorded-event.js'

/** What may be asked of a thing with a history. */
export interface Given<Command, Definition extends EventDefinition> {
  /** The command whose outcome is looked at. */
  when(command: Command): Outcome<Definition>
}

/** What came of a command. */
export interface Outcome<Definition extends EventDefinition> {
  /** Exactly these events follow, in this order; none if none are named. */
  gives(...events: StreamEvent<Definition>[]): void
  /** It is refused with this problem. */
  refuses(problem: ProblemClass): void
}

/**
 * Lets a test speak about a decider: what has happened, what is asked, what happens then.
 *
 * @example const { given } = specification(account)
 * given(deposited(400)).when(withdraw(500)).refuses(Overdrawn)
 */
export function specification<Command, State, Definition extends EventDefinition>(
  decider: Decider<Command, State, Definition>,
): { given(...history: StreamEvent<Definition>[]): Given<Command, Definition> } {
  return {
    given: (...history) => ({
      when: command => {
        const decided = () => decider.decide(command, stateAfter(decider, history))
        return {
          gives(...events) {
            const happened = decided()
            for (const event of happened) rowOf(decider.events, event)
            expect(happened).toEqual(events)
          },
          refuses: problem => expect(decided).toThrow(problem),
        }
      },
    }),
  }
}

/** The state is held to what a snapshot would make of it. */
function stateAfter<State, Definition extends EventDefinition>(
  { events, initial, evolve, snapshotEvery }: Decider<never, State, Definition>,
  history: readonly StreamEvent<Definition>[],
): State {
  for (const event of history) rowOf(events, event)
  const state = history.reduce(evolve, initial)
  if (snapshotEvery !== null)
    expect(JSON.parse(JSON.stringify(state)), 'the state, kept as JSON').toEqual(state)
  return state
}
