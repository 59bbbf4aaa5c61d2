/** A signed-in user, as their access token states. */
export interface UserPrincipal {
  kind: 'user'
  id: string
  sessionId: string
  roles: readonly string[]
  /** `resource:action`, with `*` for either part. */
  permissions: readonly string[]
  /** How strongly the user has proven who they are: 1 by one factor, 2 by two. */
  aal: 1 | 2
}

/** Another service of the platform. */
export interface ServicePrincipal {
  kind: 'service'
  name: string
}

/** Whoever a request comes from. */
export type Principal = UserPrincipal | ServicePrincipal

/** `user:<id>` or `service:<name>`: how a principal is named in logs, limits and audit rows. */
export function principalKey(principal: Principal): string {
  return principal.kind === 'user' ? `user:${principal.id}` : `service:${principal.name}`
}

/** True if one of the permissions covers the wanted `resource:action`; `*` stands for any resource or action. */
export function permits(permissions: readonly string[], wanted: string): boolean {
  const [resource, action] = wanted.split(':')
  return permissions.some(permission => {
    const [grantedResource, grantedAction] = permission.split(':')
    return (
      (grantedResource === '*' || grantedResource === resource) &&
      (grantedAction === '*' || grantedAction === action)
    )
  })
}
