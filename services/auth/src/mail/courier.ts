import type { Clock, Kit, Resource } from '@azora/service-kit'
import { coalesced } from '../coalesced.js'
import { compose, type Desk } from './compose.js'
import type { DueMail } from './outbox.js'
import type { MailTransport } from './transport.js'

const SWEEP_MS = 5_000
const MAX_ATTEMPTS = 8
const FIRST_PAUSE_MS = 30_000

/**
 * Delivers what is queued: woken by whoever queues, sweeping every five seconds besides. At least once: a mail whose
 * deliverer dies between sending and noting it goes out again, under the same Message-ID.
 */
export class Courier implements Resource {
  /** Mail may wait; the service is ready without it. */
  readonly required = false
  readonly #desk: Desk
  readonly #transport: MailTransport | null
  readonly #clock: Clock
  #kit: Kit | undefined
  #stopped = false
  #timer: NodeJS.Timeout | undefined

  /** @param transport Null where mail has no way out: it stays queued, and `check` says so. */
  constructor(desk: Desk, transport: MailTransport | null, clock: Clock) {
    this.#desk = desk
    this.#transport = transport
    this.#clock = clock
  }

  /** Whether mails can be read here. */
  get keeps(): boolean {
    return this.#transport?.keeps ?? false
  }

  start(kit: Kit): void {
    this.#kit = kit
    this.#timer = setInterval(() => this.wake(), SWEEP_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopped = true
    // What is being delivered ends; what is left waits for the next start.
    await this.deliverAll()
    this.#transport?.close()
  }

  check(): void {
    if (!this.#transport) throw new Error('no mail leaves: SMTP_URL is not set')
  }

  /** Delivers in the background. */
  wake(): void {
    void this.deliverAll().catch((error: unknown) =>
      this.#kit?.log.warn('mails could not be delivered', { error }),
    )
  }

  /** Delivers everything that is due. */
  readonly deliverAll = coalesced(() => this.#deliverAll())

  async #deliverAll(): Promise<void> {
    if (!this.#transport) return
    while (!this.#stopped) {
      const due = await this.#desk.outbox.claim(this.#clock.now())
      if (due.length === 0) return
      for (const mail of due) await this.#deliver(mail, this.#transport)
    }
  }

  async #deliver(mail: DueMail, transport: MailTransport): Promise<void> {
    const { outbox } = this.#desk
    const now = this.#clock.now()
    const letter = await compose(this.#desk, mail, now)
    if (!letter) return outbox.drop(mail.id)
    try {
      await transport.deliver({ id: mail.id, to: mail.recipient, ...letter })
    } catch (error) {
      return this.#failed(mail, error)
    }
    await outbox.sent(mail.id, transport.keeps ? letter : null, now)
  }

  async #failed({ id, attempt }: DueMail, error: unknown): Promise<void> {
    const { outbox } = this.#desk
    this.#kit?.log.warn('a mail was not taken', { mailId: id, attempt, error })
    if (attempt >= MAX_ATTEMPTS) return outbox.giveUp(id)
    await outbox.retryAt(id, new Date(this.#clock.now().getTime() + FIRST_PAUSE_MS * 2 ** (attempt - 1)))
  }
}
