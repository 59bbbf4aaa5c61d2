import { describe, expect, test } from 'vitest'
import { account, Deposited, Overdrawn, Withdrawn } from '../../fixtures/accounts/account.js'
import { decider, happened } from '../eventsourcing/decider.js'
import { specification } from './specification.js'

const { given } = specification(account)
const of = (amount: number) => ({ accountId: '1', amount })
const deposited = (amount: number) => happened(Deposited, of(amount))
const withdrawn = (amount: number) => happened(Withdrawn, of(amount))

describe('a specification', () => {
  test('holds where the decider does what it says', () => {
    given().when(of(400)).gives(deposited(400))
    given(deposited(400)).when(of(-400)).gives(withdrawn(400))
    given(deposited(400)).when(of(0)).gives()
    given(deposited(400), withdrawn(1)).when(of(-400)).refuses(Overdrawn)
  })

  test('fails where it does not', () => {
    expect(() => given().when(of(400)).gives(deposited(1))).toThrow(/^expected/)
    expect(() => given().when(of(400)).gives()).toThrow(/^expected/)
    expect(() => given().when(of(400)).refuses(Overdrawn)).toThrow(/^expected/)
  })

  test('fails for what could not stand in a stream', () => {
    expect(() => given(deposited(-1)).when(of(1)).gives(deposited(1))).toThrow(TypeError)
    expect(() => given().when(of(0.5)).gives(deposited(0.5))).toThrow(TypeError)
  })

  test('fails for a state that no snapshot can keep', () => {
    const dated = decider('dated', {
      events: [Deposited],
      initial: { since: new Date(0) },
      decide: () => [],
      evolve: state => state,
      snapshotEvery: 10,
    })
    expect(() => specification(dated).given().when(null).gives()).toThrow('kept as JSON')
  })
})
