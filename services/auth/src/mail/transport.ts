import type { Transporter } from 'nodemailer'
import type { AuthConfig } from '../config.js'
import type { Letter } from './template.js'

/** A letter with its envelope. */
export interface AddressedLetter extends Letter {
  /** The same for every attempt, so that a reader's mail program shows a mail sent twice once (RFC 5322, section 3.6.4). */
  id: string
  to: string
}

/** A way for mail to leave. */
export interface MailTransport {
  /** Whether the text stays here to be read, because it goes nowhere else. */
  readonly keeps: boolean
  /** Rejects if the mail was not taken; it will be tried again. */
  deliver(letter: AddressedLetter): Promise<void>
  close(): void
}

type MailConfig = Pick<AuthConfig, 'smtpUrl' | 'mailFrom' | 'profile'>

const TIMEOUT_MS = 20_000

/** The mailbox of a local platform: nothing leaves. */
export const localMailbox: MailTransport = {
  keeps: true,
  deliver: async () => undefined,
  close: () => undefined,
}

/** How mail leaves by this configuration: by SMTP if there is a server, locally into the mailbox, else not at all. */
export function transportOf({ smtpUrl, mailFrom, profile }: MailConfig): MailTransport | null {
  if (smtpUrl) return smtp(smtpUrl, mailFrom)
  return profile === 'local' ? localMailbox : null
}

/** Sends mail through an SMTP server, over one connection at a time. */
export function smtp(url: string, from: string): MailTransport {
  let opened: Promise<Transporter> | undefined
  return {
    keeps: false,
    async deliver({ id, to, subject, text }) {
      opened ??= openedTo(url)
      const transporter = await opened
      await transporter.sendMail({ from, to, subject, text, messageId: `<${id}@azora>` })
    },
    // That it could not be opened was told to whoever delivered.
    close: () => void opened?.then(transporter => transporter.close()).catch(() => undefined),
  }
}

async function openedTo(url: string): Promise<Transporter> {
  // Loaded only where mail leaves: it takes 2 MiB.
  const { createTransport } = await import('nodemailer')
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS }
  return createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true })
}
