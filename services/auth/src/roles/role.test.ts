import { Role } from '@azora/contracts/auth'
import { describe, expect, test } from 'vitest'
import { builtInRoles, permissionsOf } from './role.js'

const role = (...permissions: string[]) => ({ permissions })

describe('the permissions of several roles', () => {
  test('are all of theirs, each once', () => {
    expect(permissionsOf([role('course:edit', 'course:create'), role('course:create')])).toEqual([
      'course:create',
      'course:edit',
    ])
  })

  test('leave out what a wider one covers', () => {
    expect(
      permissionsOf([role('course:*', 'course:edit'), role('*:read', 'user:read'), role('user:write')]),
    ).toEqual(['*:read', 'course:*', 'user:write'])
  })

  test('are one for an admin, whatever else they are', () => {
    expect(permissionsOf(builtInRoles)).toEqual(['*:*'])
  })

  test('are none for nobody', () => {
    expect(permissionsOf([])).toEqual([])
  })
})

test('an instructor may not edit the courses of others', () => {
  const instructor = builtInRoles.find(({ name }) => name === 'instructor')

  expect(instructor?.permissions).not.toContain('course:*')
  expect(instructor?.permissions).not.toContain('course:edit-any')
})

test.each(builtInRoles)('the role $name is what the contract calls one', builtIn => {
  expect(Role.parse(builtIn)).toEqual(builtIn)
})
