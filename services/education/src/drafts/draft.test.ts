import { CourseTooLarge, type ModuleOutline, OutlineMismatch } from '@azora/contracts/education'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reordered, sizeOf, withinLimits } from './draft.js'

const lesson = (id: string) => ({ id, title: id, type: 'reading', required: true, minutes: null }) as const
const module = (id: string, ...lessons: string[]): ModuleOutline => ({
  id,
  title: id,
  lessons: lessons.map(lesson),
})

const outline = [module('m1', 'l1', 'l2'), module('m2', 'l3')]
const orderOf = (modules: ModuleOutline[]) =>
  modules.map(({ id, lessons }) => ({ id, lessons: lessons.map(each => each.id) }))

describe('reordering a draft', () => {
  test('moves modules, and lessons within and between them', () => {
    const moved = reordered(outline, [
      { id: 'm2', lessons: ['l2', 'l3'] },
      { id: 'm1', lessons: ['l1'] },
    ])

    expect(moved).toEqual([module('m2', 'l2', 'l3'), module('m1', 'l1')])
  })

  test('may leave a module without lessons', () => {
    expect(
      sizeOf(
        reordered(outline, [
          { id: 'm1', lessons: ['l3', 'l1', 'l2'] },
          { id: 'm2', lessons: [] },
        ]),
      ),
    ).toEqual({
      modules: 2,
      lessons: 3,
    })
  })

  test.each([
    [
      'a lesson is missing',
      [
        { id: 'm1', lessons: ['l1'] },
        { id: 'm2', lessons: ['l3'] },
      ],
    ],
    [
      'a lesson is named twice',
      [
        { id: 'm1', lessons: ['l1', 'l2', 'l1'] },
        { id: 'm2', lessons: ['l3'] },
      ],
    ],
    [
      'a lesson is foreign',
      [
        { id: 'm1', lessons: ['l1', 'l2'] },
        { id: 'm2', lessons: ['l3', 'l9'] },
      ],
    ],
    ['a module is missing', [{ id: 'm1', lessons: ['l1', 'l2', 'l3'] }]],
    [
      'a module is named twice',
      [
        { id: 'm1', lessons: ['l1', 'l2'] },
        { id: 'm1', lessons: ['l3'] },
      ],
    ],
    ['it is empty', []],
  ])('is refused when %s', (_, order) => {
    expect(() => reordered(outline, order)).toThrow(OutlineMismatch)
  })

  test('by its own order changes nothing, and any order keeps every module and lesson', () => {
    const ids = (prefix: string) =>
      fc.uniqueArray(fc.nat(99), { maxLength: 12 }).map(all => all.map(n => prefix + n))
    fc.assert(
      fc.property(ids('m'), ids('l'), fc.infiniteStream(fc.nat()), (moduleIds, lessonIds, chance) => {
        fc.pre(moduleIds.length > 0)
        const before = dealt(moduleIds, lessonIds, chance)
        const after = dealt(moduleIds.toReversed(), lessonIds.toReversed(), chance)

        expect(reordered(before, orderOf(before))).toEqual(before)
        expect(reordered(before, orderOf(after))).toEqual(after)
      }),
    )
  })

  /** The lessons, in order, each in a module that chance picks. */
  function dealt(moduleIds: string[], lessonIds: string[], chance: Iterator<number>): ModuleOutline[] {
    const picks = lessonIds.map(id => ({ id, at: moduleIds[chance.next().value % moduleIds.length] }))
    return moduleIds.map(id => module(id, ...picks.filter(({ at }) => at === id).map(pick => pick.id)))
  }
})

describe('the limits of a draft', () => {
  test('admit 100 modules and 500 lessons, and no more', () => {
    expect(() => withinLimits({ modules: 100, lessons: 500 })).not.toThrow()
    expect(() => withinLimits({ modules: 101, lessons: 0 })).toThrow(CourseTooLarge)
    expect(() => withinLimits({ modules: 1, lessons: 501 })).toThrow(CourseTooLarge)
  })
})
