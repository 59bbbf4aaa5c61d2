import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { withMember, withoutMember } from './lockfile.js'

const lockfile = readFileSync(join(import.meta.dirname, '../../../../package-lock.json'), 'utf8')
const member = { name: '@azora/invoices', version: '0.1.0', license: 'MIT', dependencies: { zod: '^4.6.7' } }

const Lockfile = z.object({ packages: z.record(z.string(), z.unknown()) })

test('a member added and taken out again leaves the lockfile as npm wrote it', () => {
  const added = withMember(lockfile, 'services/invoices', member)
  expect(added).not.toBe(lockfile)
  expect(withoutMember(added, 'services/invoices')).toBe(lockfile)
})

test('a member stands in the lockfile as npm would write it', () => {
  const { packages } = Lockfile.parse(JSON.parse(withMember(lockfile, 'services/invoices', member)))
  expect(packages['services/invoices']).toEqual(member)
  expect(packages['node_modules/@azora/invoices']).toEqual({ resolved: 'services/invoices', link: true })
})
