import * as z from 'zod'
import { route } from '../route.js'
import { Permission, RoleName } from './accounts.js'
import { RoleNotFound } from './problems.js'

/** A named set of permissions. */
export const Role = z
  .object({
    name: RoleName,
    description: z.string(),
    permissions: z.array(Permission),
  })
  .meta({ id: 'Role' })
export type Role = z.infer<typeof Role>

export const roles = {
  list: route.get('/roles', {
    summary: 'List roles with their permissions',
    access: 'permission:role:read',
    returns: z.object({ items: z.array(Role) }),
  }),
  get: route.get('/roles/{role}', {
    summary: 'Get a role with its permissions',
    access: 'permission:role:read',
    params: z.object({ role: RoleName }),
    returns: Role,
    problems: [RoleNotFound],
  }),
}
