import { Level } from '@azora/contracts/education'
import { describe, expect, test } from 'vitest'
import { LEVELS } from './levels.js'

const where = (matches: Partial<Level>) =>
  LEVELS.filter(level =>
    Object.entries(matches).every(([name, value]) => Reflect.get(level, name) === value),
  ).map(level => level.code)

describe('the levels', () => {
  test('match the contract', () => {
    for (const level of LEVELS) expect(Level.parse(level)).toEqual(level)
  })

  test('have unique ids', () => {
    expect(new Set(LEVELS.map(level => level.id)).size).toBe(LEVELS.length)
  })

  test('hold grades R to 7 in primary school and 8 to 12 in secondary school', () => {
    expect(where({ sector: 'primary' })).toEqual(['R', '1', '2', '3', '4', '5', '6', '7'])
    expect(where({ sector: 'secondary' })).toEqual(['8', '9', '10', '11', '12'])
  })

  test('divide school into four phases', () => {
    expect(where({ phase: 'foundation' })).toEqual(['R', '1', '2', '3'])
    expect(where({ phase: 'intermediate' })).toEqual(['4', '5', '6'])
    expect(where({ phase: 'senior' })).toEqual(['7', '8', '9'])
    expect(where({ phase: 'fet' })).toEqual(['10', '11', '12'])
  })

  test('hold NQF levels 5 to 10 at university', () => {
    expect(where({ sector: 'university' })).toEqual(['5', '6', '7', '8', '9', '10'])
  })

  test("take 360 credits for a bachelor's degree", () => {
    const { qualifications } = LEVELS.find(level => level.id === 'ZA-NQF/7') ?? { qualifications: [] }
    expect(qualifications).toContainEqual({ title: "Bachelor's degree", minCredits: 360 })
  })
})
