import type { Role } from '@azora/contracts/auth'
import { newId, type Sql } from '@azora/service-kit'
import type { Prisma, PrismaClient } from '../generated/prisma/client.js'
import { ADMIN_ROLE, builtInRoles } from './role.js'

const withPermissions = {
  name: true,
  description: true,
  permissions: { select: { permission: true }, orderBy: { permission: 'asc' } },
} satisfies Prisma.RoleSelect

const LOCK = 'lock table role in share row exclusive mode'
const WRITE_ROLE = `
  insert into role (name, description) values ($1, $2)
  on conflict (name) do update set description = excluded.description`
const DROP_PERMISSIONS = 'delete from role_permission where role = $1 and permission <> all ($2::text[])'
const ADD_PERMISSIONS = `
  insert into role_permission (role, permission) select $1, unnest($2::text[]) on conflict do nothing`

type Row = Prisma.RoleGetPayload<{ select: typeof withPermissions }>

/** Where roles, and who has them, are stored. */
export class RoleRepository {
  readonly #client: PrismaClient
  readonly #sql: Sql

  constructor(client: PrismaClient, sql: Sql) {
    this.#client = client
    this.#sql = sql
  }

  async list(): Promise<Role[]> {
    const rows = await this.#client.role.findMany({ select: withPermissions, orderBy: { name: 'asc' } })
    return rows.map(toRole)
  }

  async find(name: string): Promise<Role | null> {
    const row = await this.#client.role.findUnique({ where: { name }, select: withPermissions })
    return row && toRole(row)
  }

  /** Gives a user a role. False if they had it. */
  async assign(userId: string, roleName: string, now: Date): Promise<boolean> {
    const binding = { id: newId(), userId, roleName, createdAt: now }
    const { count } = await this.#client.roleBinding.createMany({ data: [binding], skipDuplicates: true })
    return count === 1
  }

  /** Takes a role from a user. False if they did not have it. */
  async revoke(userId: string, roleName: string): Promise<boolean> {
    const { count } = await this.#client.roleBinding.deleteMany({
      where: { userId, roleName, resourceType: null },
    })
    return count > 0
  }

  /**
   * Whether an admin who can sign in remains when this one does not. Until the transaction ends nobody else gets an
   * answer, or two admins could take each other away at the same moment.
   */
  async hasOtherAdmin(userId: string, now: Date): Promise<boolean> {
    await this.#client.$executeRaw`select pg_advisory_xact_lock(hashtext('auth: last admin'))`
    const other = await this.#client.roleBinding.findFirst({
      where: {
        roleName: ADMIN_ROLE,
        resourceType: null,
        userId: { not: userId },
        user: { disabledAt: null, OR: [{ lockedUntil: null }, { lockedUntil: { lte: now } }] },
      },
    })
    return other !== null
  }

  /**
   * Brings the stored built-in roles to what the code says; others are left alone. Any number of callers at once may, and each
   * start does: in plain SQL, so that a process that is asked for nothing carries nothing of Prisma.
   */
  async writeBuiltIn(): Promise<void> {
    await this.#sql(LOCK)
    for (const { name, description, permissions } of builtInRoles) {
      await this.#sql(WRITE_ROLE, name, description)
      await this.#sql(DROP_PERMISSIONS, name, permissions)
      await this.#sql(ADD_PERMISSIONS, name, permissions)
    }
  }
}

function toRole({ permissions, ...role }: Row): Role {
  return { ...role, permissions: permissions.map(({ permission }) => permission) }
}
