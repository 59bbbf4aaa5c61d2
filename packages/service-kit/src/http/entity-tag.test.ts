import { describe, expect, test } from 'vitest'
import { isKnown } from './entity-tag.js'

describe('what a client has is known', () => {
  test.each([
    ['by its tag', '"5"'],
    ['by its tag made weak', 'W/"5"'],
    ['among others', '"1", W/"4","5"'],
    ['among others that have commas in them', '"a,b", "5"'],
    ['by whatever there is', '*'],
    ['with blanks around', ' "5" '],
  ])('%s', (_, header) => {
    expect(isKnown(header, '"5"')).toBe(true)
  })
})

describe('what a client has is not known', () => {
  test.each([
    ['when it says nothing', undefined],
    ['by other tags', '"1", "55", "15"'],
    ['by part of a tag with a comma in it', '"x,5"'],
    ['without quotes', '5'],
    ['by a tag in lower-case weakness', 'w/5'],
    ['by nothing', ''],
  ])('%s', (_, header) => {
    expect(isKnown(header, '"5"')).toBe(false)
  })
})
