import type { Role } from '@azora/contracts/auth'
import { newId } from '@azora/service-kit'
import type { Prisma, PrismaClient } from '../generated/prisma/client.js'
import { ADMIN_ROLE, builtInRoles } from './role.js'

const withPermissions = {
  name: true,
  description: true,
  permissions: { select: { permission: true }, orderBy: { permission: 'asc' } },
} satisfies Prisma.RoleSelect

type Row = Prisma.RoleGetPayload<{ select: typeof withPermissions }>

/** Where roles, and who has them, are stored. */
export class RoleRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
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

  /** Brings the stored built-in roles to what the code says; others are left alone. Any number of callers at once may. */
  async writeBuiltIn(): Promise<void> {
    await this.#client.$executeRaw`lock table role in share row exclusive mode`
    for (const { name, description, permissions } of builtInRoles) {
      await this.#client.role.upsert({
        where: { name },
        create: { name, description },
        update: { description },
      })
      await this.#client.rolePermission.deleteMany({
        where: { roleName: name, permission: { notIn: [...permissions] } },
      })
      await this.#client.rolePermission.createMany({
        data: permissions.map(permission => ({ roleName: name, permission })),
        skipDuplicates: true,
      })
    }
  }
}

function toRole({ permissions, ...role }: Row): Role {
  return { ...role, permissions: permissions.map(({ permission }) => permission) }
}
