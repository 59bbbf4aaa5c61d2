import * as z from 'zod'
import { PageQuery, page } from '../page.js'
import { route } from '../route.js'
import { filled } from '../text.js'
import { Account, RoleName } from './accounts.js'
import { LastAdmin, RoleNotFound, UserNotFound } from './problems.js'

/** Whether a user can sign in: `locked` ends by itself, `disabled` by an administrator alone. */
export const UserStatus = z.enum(['active', 'locked', 'disabled'])
export type UserStatus = z.infer<typeof UserStatus>

/** An account as administrators see it. */
export const User = Account.extend({
  status: UserStatus,
  lockedUntil: z.iso.datetime().nullable(),
  lastLoginAt: z.iso.datetime().nullable(),
}).meta({ id: 'User' })
export type User = z.infer<typeof User>

const roleOfUser = z.object({ userId: z.uuid(), role: RoleName })

export const users = {
  list: route.get('/users', {
    summary: 'List users',
    intent: { phrases: ['list users', 'find the user with the address {email}'] },
    access: 'permission:user:read',
    query: PageQuery.extend({
      email: filled(254).optional().describe('Start of the e-mail address.'),
      role: RoleName.optional(),
      status: UserStatus.optional(),
    }),
    returns: page(User),
  }),
  get: route.get('/users/{userId}', {
    summary: 'Get a user',
    access: 'permission:user:read',
    returns: User,
    problems: [UserNotFound],
    etag: true,
  }),
  assignRole: route.put('/users/{userId}/roles/{role}', {
    summary: 'Give a user a role',
    intent: { phrases: ['give user {userId} the role {role}'] },
    description: 'It is in their tokens from the next refresh on.',
    access: 'permission:role:assign',
    params: roleOfUser,
    returns: User,
    problems: [UserNotFound, RoleNotFound],
  }),
  revokeRole: route.delete('/users/{userId}/roles/{role}', {
    summary: 'Take a role from a user',
    description:
      'Ends their sessions, so that no token keeps the role. Taking a role they do not have changes nothing.',
    access: 'permission:role:assign',
    params: roleOfUser,
    returns: User,
    problems: [UserNotFound, RoleNotFound, LastAdmin],
  }),
  lock: route.post('/users/{userId}/lock', {
    summary: 'Keep a user from signing in until a time',
    description: 'Ends their sessions.',
    access: 'permission:user:write',
    body: z.object({ until: z.iso.datetime() }),
    returns: User,
    problems: [UserNotFound, LastAdmin],
  }),
  unlock: route.post('/users/{userId}/unlock', {
    summary: 'Let a locked user sign in again, and forget their failed attempts',
    access: 'permission:user:write',
    returns: User,
    problems: [UserNotFound],
  }),
  disable: route.post('/users/{userId}/disable', {
    summary: 'Keep a user from signing in',
    intent: { phrases: ['disable user {userId}'] },
    description: 'Ends their sessions.',
    access: 'permission:user:write',
    returns: User,
    problems: [UserNotFound, LastAdmin],
  }),
  enable: route.post('/users/{userId}/enable', {
    summary: 'Let a disabled user sign in again',
    intent: { phrases: ['enable user {userId}'] },
    access: 'permission:user:write',
    returns: User,
    problems: [UserNotFound],
  }),
  welcome: route.post('/users/{userId}/welcome', {
    summary: 'Write to a new user that everything is ready for them',
    description: 'For whoever has prepared it. Repeated under its `Idempotency-Key`, it is one mail.',
    access: 'service',
    status: 202,
    problems: [UserNotFound],
  }),
}
