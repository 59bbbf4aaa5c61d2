import { newId } from '@azora/service-kit'
import type { Prisma, PrismaClient } from '../generated/prisma/client.js'
import type { StoredPassword } from '../passwords/stored-password.js'
import { DEFAULT_ROLE } from '../roles/role.js'
import type { AccountRecord } from './account.js'

const withRoles = {
  roleBindings: {
    where: { resourceType: null },
    select: {
      role: { select: { name: true, description: true, permissions: { select: { permission: true } } } },
    },
  },
} satisfies Prisma.UserInclude

type Row = Prisma.UserGetPayload<{ include: typeof withRoles }>

/** A stored password with the id of its account. */
export interface Credential extends StoredPassword {
  userId: string
}

/** What may change about an account beside its password and roles. */
export type AccountChange = Pick<
  Prisma.UserUpdateManyMutationInput,
  'verifiedAt' | 'disabledAt' | 'lockedUntil' | 'lastLoginAt'
>

/** Which accounts to list, newest first. */
export interface AccountQuery {
  where: Prisma.UserWhereInput
  /** Only accounts older than this id. */
  before: string | null
  limit: number
}

/** Where accounts are stored. */
export class AccountRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
  }

  /** Adds an account that has the default role. Returns its id, or null if the address is taken: the unique index decides. */
  async add(email: string, hash: string, now: Date): Promise<string | null> {
    const id = newId()
    const { count } = await this.#client.user.createMany({
      data: [{ id, email, createdAt: now }],
      skipDuplicates: true,
    })
    if (count === 0) return null
    await this.#client.credentialPassword.create({ data: { userId: id, hash, changedAt: now } })
    await this.#client.roleBinding.create({
      data: { id: newId(), userId: id, roleName: DEFAULT_ROLE, createdAt: now },
    })
    return id
  }

  async find(id: string): Promise<AccountRecord | null> {
    const row = await this.#client.user.findUnique({ where: { id }, include: withRoles })
    return row && toRecord(row)
  }

  async findByEmail(email: string): Promise<AccountRecord | null> {
    const row = await this.#client.user.findUnique({ where: { email }, include: withRoles })
    return row && toRecord(row)
  }

  /** Up to `limit` + 1 accounts, newest first. */
  async list({ where, before, limit }: AccountQuery): Promise<AccountRecord[]> {
    const older = before ? { AND: [where, { id: { lt: before } }] } : where
    const rows = await this.#client.user.findMany({
      where: older,
      orderBy: { id: 'desc' },
      take: limit + 1,
      include: withRoles,
    })
    return rows.map(toRecord)
  }

  /** Changes the account and raises its version. Null if there is none. */
  async change(id: string, change: AccountChange): Promise<AccountRecord | null> {
    const { count } = await this.#client.user.updateMany({
      where: { id },
      data: { ...change, version: { increment: 1 } },
    })
    return count === 0 ? null : this.find(id)
  }

  /** Holds the account until the transaction ends: signing in and shutting out come one after the other. */
  async hold(id: string): Promise<void> {
    await this.#client.$executeRaw`select from users where id = ${id}::uuid for update`
  }

  /** Notes a sign-in. */
  async signedIn(id: string, now: Date): Promise<void> {
    await this.#client.user.updateMany({ where: { id }, data: { lastLoginAt: now } })
  }

  /** Deletes the account and, by the database's own rules, all that belongs to it. False if it was gone. */
  async delete(id: string): Promise<boolean> {
    const { count } = await this.#client.user.deleteMany({ where: { id } })
    return count === 1
  }

  /** Whose password it is to check for an address. One query whether or not there is an account. */
  async credentialOf(email: string): Promise<Credential | null> {
    return this.#client.credentialPassword.findFirst({
      where: { user: { email } },
      select: { userId: true, hash: true, changedAt: true },
    })
  }

  async passwordOf(userId: string): Promise<StoredPassword | null> {
    return this.#client.credentialPassword.findUnique({
      where: { userId },
      select: { hash: true, changedAt: true },
    })
  }

  /** Stores a new password, whatever the old one was. */
  async setPassword(userId: string, password: StoredPassword): Promise<void> {
    await this.#client.credentialPassword.upsert({
      where: { userId },
      create: { userId, ...password },
      update: password,
    })
  }
}

function toRecord({ roleBindings, ...user }: Row): AccountRecord {
  const roles = roleBindings.map(({ role }) => ({
    ...role,
    permissions: role.permissions.map(({ permission }) => permission),
  }))
  return { ...user, roles }
}
