import { Forbidden } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import type { KitRequest, KitResponse } from './express-classes.js'
import { ANSWERED, passage, type Step, when } from './pipeline.js'

const request = {} as KitRequest
const response = {} as KitResponse

/** Steps that note their name as they run, and what each says. */
function steps(says: Readonly<Record<string, ReturnType<Step>>>) {
  const taken: string[] = []
  const list = Object.entries(says).map(([name, saying]): Step => {
    return () => {
      taken.push(name)
      return saying
    }
  })
  return { taken, pass: passage(list) }
}

describe('a request passes all steps in order', () => {
  test('without a promise where none waits', () => {
    const { taken, pass } = steps({ first: undefined, second: undefined })
    expect(pass(request, response)).toBeUndefined()
    expect(taken).toEqual(['first', 'second'])
  })

  test('waiting where one does', async () => {
    const { taken, pass } = steps({ first: undefined, waits: Promise.resolve(), last: undefined })
    const passing = pass(request, response)
    expect(taken).toEqual(['first', 'waits'])
    await passing
    expect(taken).toEqual(['first', 'waits', 'last'])
  })
})

test.each<[string, ReturnType<Step>]>([
  ['at once', ANSWERED],
  ['in time', Promise.resolve(ANSWERED)],
])('a step that has answered %s is the last', async (_, saying) => {
  const { taken, pass } = steps({ answers: saying, last: undefined })
  await pass(request, response)
  expect(taken).toEqual(['answers'])
})

test('what a step throws is thrown to whoever asked, whether it waited or not', async () => {
  const thrower: Step = () => {
    throw new Forbidden()
  }
  expect(() => passage([thrower])(request, response)).toThrow(Forbidden)
  const later: Step = async () => {}
  await expect(passage([later, thrower])(request, response)).rejects.toThrow(Forbidden)
})

test('a value that is there is used at once, one to come later', async () => {
  expect(when(1, value => value + 1)).toBe(2)
  const later = when(Promise.resolve(1), value => value + 1)
  expect(later).toBeInstanceOf(Promise)
  expect(await later).toBe(2)
})
