import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksumOf } from './migration-files.js'
import { MigrationDrift, plan } from './migration-plan.js'

const file = (name: string) => ({ name, sql: name, checksum: checksumOf(name) })
const applied = (name: string) => ({ name, checksum: checksumOf(name), finished: true })
const names = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 8 })

test('what is not applied is to be, in the order of the folder', () => {
  fc.assert(
    fc.property(names, fc.infiniteStream(fc.boolean()), (all, done) => {
      const before = all.filter(() => done.next().value)
      const left = plan(all.map(file), before.map(applied)).map(({ name }) => name)
      expect(left).toEqual(all.filter(name => !before.includes(name)))
    }),
  )
})

test('a migration that comes before one that is applied is applied late, not forgotten', () => {
  expect(plan([file('1'), file('2')], [applied('2')])).toEqual([file('1')])
})

test('any migration that was changed after it was applied is named', () => {
  fc.assert(
    fc.property(
      names.filter(all => all.length > 0),
      fc.nat(),
      (all, pick) => {
        const changed = all[pick % all.length] ?? ''
        const files = all.map(name => (name === changed ? { ...file(name), checksum: 'other' } : file(name)))
        const attempt = () => plan(files, all.map(applied))
        expect(attempt).toThrow(MigrationDrift)
        expect(attempt).toThrow(`Migration ${changed} was changed`)
      },
    ),
  )
})
