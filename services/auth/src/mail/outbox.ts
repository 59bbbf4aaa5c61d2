import { newId, type Sql } from '@azora/service-kit'
import type { Mail, PrismaClient } from '../generated/prisma/client.js'
import type { Letter, Template } from './template.js'

/** A mail whose turn has come. Until `next_attempt_at` nobody else gets it. */
export interface DueMail {
  id: string
  recipient: string
  template: Template
  /** The first is 1. */
  attempt: number
}

/** Which kept mails to list, newest first. */
export interface KeptMailQuery {
  to: string | undefined
  before: string | null
  limit: number
}

const BATCH = 20
/** Longer than a delivery takes: after it a mail whose deliverer died is somebody else's. */
const LEASE_MS = 120_000

const CLAIM = `
  update mail set attempts = attempts + 1, next_attempt_at = $2
  where id in (
    select id from mail where state = 'queued' and next_attempt_at <= $1
    order by next_attempt_at limit ${BATCH} for update skip locked
  )
  returning id, recipient, template, attempts as attempt`

/** The mails to be sent. They are queued in the transaction of what they tell about. */
export class MailOutbox {
  readonly #client: PrismaClient
  readonly #sql: Sql

  constructor(client: PrismaClient, sql: Sql) {
    this.#client = client
    this.#sql = sql
  }

  async queue(template: Template, recipient: string, now: Date): Promise<void> {
    await this.#client.mail.create({
      data: { id: newId(), template, recipient, createdAt: now, nextAttemptAt: now },
    })
  }

  /** Takes the mails that are due, each for one caller only. */
  async claim(now: Date): Promise<DueMail[]> {
    const lease = new Date(now.getTime() + LEASE_MS)
    return this.#sql(CLAIM, now, lease)
  }

  /** Notes that the mail is out; `kept` is its text if the local mailbox keeps it. */
  async sent(id: string, kept: Letter | null, now: Date): Promise<void> {
    await this.#client.mail.update({ where: { id }, data: { ...kept, state: 'sent', sentAt: now } })
  }

  /** Nobody to write to, or nothing to say. */
  async drop(id: string): Promise<void> {
    await this.#client.mail.update({ where: { id }, data: { state: 'dropped' } })
  }

  async retryAt(id: string, at: Date): Promise<void> {
    await this.#client.mail.update({ where: { id }, data: { nextAttemptAt: at } })
  }

  async giveUp(id: string): Promise<void> {
    await this.#client.mail.update({ where: { id }, data: { state: 'failed' } })
  }

  /** How many mails of this kind have gone to somebody since a time. */
  async countSent(recipient: string, template: Template, since: Date): Promise<number> {
    return this.#client.mail.count({
      where: { recipient, template, state: 'sent', createdAt: { gt: since } },
    })
  }

  /** Up to `limit` + 1 mails the local mailbox has kept. */
  async kept({ to, before, limit }: KeptMailQuery): Promise<Mail[]> {
    return this.#client.mail.findMany({
      where: {
        text: { not: null },
        ...(to ? { recipient: to } : {}),
        ...(before ? { id: { lt: before } } : {}),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
    })
  }

  /** Deletes whatever was sent, or is to be sent, to somebody. */
  async forget(recipient: string): Promise<void> {
    await this.#client.mail.deleteMany({ where: { recipient } })
  }
}
