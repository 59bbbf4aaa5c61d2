import { describe, expect, test } from 'vitest'
import { Circuit } from './circuit.js'

/** A circuit that opens after two failures in a row, opened at 0 ms. */
function opened() {
  const circuit = new Circuit({ threshold: 2, openMs: 100, maxOpenMs: 300 })
  circuit.enter()('failure', 0)
  circuit.enter()('failure', 0)
  return circuit
}

describe('a circuit', () => {
  test('opens after so many failures in a row', () => {
    const circuit = opened()

    expect(circuit.state).toBe('open')
    expect(circuit.waitMs(40)).toBe(60)
  })

  test('stays closed while successes come between', () => {
    const circuit = new Circuit({ threshold: 2 })
    for (const verdict of ['failure', 'success', 'failure', 'neutral', 'success', 'failure'] as const)
      circuit.enter()(verdict, 0)

    expect(circuit.state).toBe('closed')
  })

  test('lets one request try after the open time', () => {
    const circuit = opened()
    circuit.enter()

    expect(circuit.state).toBe('half-open')
    expect(circuit.waitMs(100)).toBeGreaterThan(0)
  })

  test('closes when the trial succeeds', () => {
    const circuit = opened()
    circuit.enter()('success', 100)

    expect(circuit.waitMs(100)).toBe(0)
    expect(circuit.state).toBe('closed')
  })

  test('opens for twice as long when the trial fails, up to the longest', () => {
    const circuit = opened()
    const waits = [100, 400, 800].map(nowMs => {
      circuit.enter()('failure', nowMs)
      return circuit.waitMs(nowMs)
    })

    expect(waits).toEqual([200, 300, 300])
  })

  test('lets another try at once when the trial proved nothing', () => {
    const circuit = opened()
    circuit.enter()('neutral', 100)

    expect(circuit.waitMs(100)).toBe(0)
    expect(circuit.state).toBe('open')
  })

  test('is not moved by requests from before it opened', () => {
    const circuit = new Circuit({ threshold: 1, openMs: 100 })
    const [slow, slower] = [circuit.enter(), circuit.enter()]
    circuit.enter()('failure', 0)
    slow('success', 10)
    const afterSuccess = circuit.state
    circuit.enter()
    slower('failure', 100)

    expect([afterSuccess, circuit.state]).toEqual(['open', 'half-open'])
  })
})
