import type { Role } from '@azora/contracts/auth'

/** The role whoever registers has. */
export const DEFAULT_ROLE = 'learner'

/** The role of which there must always be somebody. */
export const ADMIN_ROLE = 'admin'

/** The roles every platform has. They are written to the database at start; further ones are rows of their own. */
export const builtInRoles: readonly Role[] = [
  {
    name: ADMIN_ROLE,
    description: 'Runs the platform',
    permissions: ['*:*'],
  },
  {
    name: 'instructor',
    description: 'Writes and publishes courses',
    permissions: ['course:create', 'course:edit', 'enrollment:create'],
  },
  {
    name: DEFAULT_ROLE,
    description: 'Takes courses',
    permissions: ['enrollment:create'],
  },
]

/** What somebody with these roles may do: every permission once, in order, without those a wider one covers. */
export function permissionsOf(roles: readonly Pick<Role, 'permissions'>[]): string[] {
  const granted = [...new Set(roles.flatMap(role => role.permissions))].toSorted()
  return granted.filter(
    permission => !granted.some(other => other !== permission && covers(other, permission)),
  )
}

function covers(wide: string, narrow: string): boolean {
  const [resource, action] = wide.split(':')
  const [narrowResource, narrowAction] = narrow.split(':')
  return (resource === '*' || resource === narrowResource) && (action === '*' || action === narrowAction)
}
