import { describe, expect, test } from 'vitest'
import { normalPassword, weaknessesOf } from './password-policy.js'

const weaknesses = (password: string) => weaknessesOf(password, 'thandi.nkosi@example.com')

describe('a password is refused', () => {
  test.each([
    ['x7$kQ!a', ['too-short']],
    ['aaaaaaaaaabbb', ['too-repetitive']],
    ['password1234', ['too-common']],
    ['P@ssw0rd2024!', ['too-common']],
    ['Welcome-2026!', ['too-common']],
    ['southafrica1995', ['too-common']],
    ['qwertyuiop', ['too-common']],
    ['9876543210', ['too-common']],
    ['thandi.nkosi-2026', ['contains-email']],
    ['THANDI.NKOSI!!', ['contains-email']],
    ['1111', ['too-short', 'too-repetitive']],
  ])('%j: %j', (password, expected) => {
    expect(weaknesses(password)).toEqual(expected)
  })
})

describe('a password may be used', () => {
  test.each([
    'correct horse battery',
    'Thunder over Table Mountain',
    'ngiyabonga kakhulu',
    'x7$kQ!aZ-9',
    '密码是一个很长的秘密句子呀',
  ])('%j', password => {
    expect(weaknesses(password)).toEqual([])
  })

  test('that contains a very short name', () => {
    expect(weaknessesOf('a long enough sentence', 'a@example.com')).toEqual([])
  })
})

test('the same characters typed otherwise are the same password', () => {
  expect(normalPassword('cafe\u0301')).toBe(normalPassword('caf\u00e9'))
})

test('characters are counted, not bytes or halves of pairs', () => {
  expect(weaknesses('🦊🐻🐼🐨🐯')).toContain('too-short')
})
