import { Forbidden } from '@azora/contracts'
import { CourseNotFound } from '@azora/contracts/education'
import type { UserPrincipal } from '@azora/service-kit'
import { describe, expect, test } from 'vitest'
import { editable, mayEdit, visible } from './access.js'

const person = (id: string, ...permissions: string[]): UserPrincipal => ({
  kind: 'user',
  id,
  sessionId: 's1',
  roles: [],
  permissions,
  aal: 1,
})

const owner = person('owner', 'course:edit')
const colleague = person('colleague', 'course:edit')
const admin = person('admin', 'course:edit-any')
const draft = { id: 'c1', ownerId: 'owner', publishedVersion: null }
const listed = { ...draft, publishedVersion: 1 }

describe('editing a course', () => {
  test('is for its owner and for those who may edit any', () => {
    expect(mayEdit(draft, owner)).toBe(true)
    expect(mayEdit(draft, admin)).toBe(true)
    expect(mayEdit(draft, colleague)).toBe(false)
    expect(mayEdit(draft, null)).toBe(false)
  })

  test('is not for an owner who no longer may edit courses', () => {
    expect(mayEdit(draft, person('owner'))).toBe(false)
  })

  test('a course of the platform is for those who may edit any', () => {
    const ownerless = { ...listed, ownerId: null }

    expect(mayEdit(ownerless, owner)).toBe(false)
    expect(mayEdit(ownerless, admin)).toBe(true)
  })

  test('of another is forbidden when it can be seen, and not found when it cannot', () => {
    expect(() => editable(listed, colleague)).toThrow(Forbidden)
    expect(() => editable(draft, colleague)).toThrow(CourseNotFound)
    expect(editable(draft, owner)).toBe(draft)
  })
})

describe('seeing a course', () => {
  test('is for everybody once a version is published', () => {
    expect(visible(listed, null)).toBe(listed)
    expect(visible(listed, { kind: 'service', name: 'orchestrator' })).toBe(listed)
  })

  test('is for its editors before that', () => {
    expect(visible(draft, owner)).toBe(draft)
    expect(visible(draft, admin)).toBe(draft)
    expect(() => visible(draft, colleague)).toThrow(CourseNotFound)
    expect(() => visible(draft, { kind: 'service', name: 'orchestrator' })).toThrow(CourseNotFound)
  })

  test('finds nothing where there is nothing', () => {
    expect(() => visible(null, admin)).toThrow(CourseNotFound)
  })
})
