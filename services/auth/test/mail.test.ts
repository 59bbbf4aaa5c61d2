import { newId } from '@azora/service-kit'
import { SMTPServer } from 'smtp-server'
import { describe, expect, test } from 'vitest'
import { startedAuth } from './app.js'
import { admin, mailTo, newEmail, PASSWORD, problemOf, somebody } from './people.js'

interface Received {
  to: string[]
  text: string
}

interface MailServer extends AsyncDisposable {
  url: string
  received: Received[]
  /** Makes it refuse the next so many mails. */
  refuse(times: number): void
}

/** A mail server on a free port. */
async function mailServer(): Promise<MailServer> {
  const received: Received[] = []
  let refusals = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (refusals-- > 0) return done(new Error('try later'))
        const to = session.envelope.rcptTo.map(({ address }) => address)
        received.push({ to, text: Buffer.concat(chunks).toString() })
        done()
      })
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  if (!address || typeof address === 'string') throw new Error('the mail server has no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    refuse: times => {
      refusals = times
    },
    [Symbol.asyncDispose]: () => new Promise(resolve => server.close(() => resolve())),
  }
}

describe('mail, where there is an SMTP server', () => {
  test('goes out once, and leaves no text behind', async () => {
    await using server = await mailServer()
    await using app = await startedAuth({
      env: { SMTP_URL: server.url, MAIL_FROM: 'Azora <hello@azora.example>' },
    })
    const { email } = await somebody(app)
    await Promise.all(Array.from({ length: 5 }, () => app.use.courier.deliverAll()))

    expect(server.received.map(({ to }) => to)).toEqual([[email]])
    expect(server.received[0]?.text).toMatch(/^From: Azora <hello@azora.example>/m)
    expect(server.received[0]?.text).toMatch(/^Message-ID: <[0-9a-f-]{36}@azora>/m)
    expect(await problemOf(admin(app).then(({ mailbox }) => mailbox.list({})))).toBe('not-found')
    expect(await app.use.outbox.kept({ to: email, before: null, limit: 1 })).toEqual([])
  })

  test('that refuses is tried again later, not at once', async () => {
    await using server = await mailServer()
    await using app = await startedAuth({ env: { SMTP_URL: server.url } })
    server.refuse(1)
    const { email } = await somebody(app)
    await app.use.courier.deliverAll()
    const atFirst = server.received.length

    app.clock.advance(30_000)
    await app.use.courier.deliverAll()

    expect(atFirst).toBe(0)
    expect(server.received.map(({ to }) => to)).toEqual([[email]])
  })

  test('that is away holds nobody up', async () => {
    await using app = await startedAuth({ env: { SMTP_URL: 'smtp://127.0.0.1:9' } })
    const email = newEmail()

    expect(await problemOf(app.client.accounts.register({ body: { email, password: PASSWORD } }))).toBe(
      'none',
    )
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200)
  })
})

describe('a welcome', () => {
  test('is one mail, however often it is asked for under its key', async () => {
    await using app = await startedAuth()
    const { id, email } = await somebody(app)
    const education = await app.asService('education')
    for (const key of ['registration-7', 'registration-7'])
      await education.users.welcome({ params: { userId: id } }, { idempotencyKey: key })
    const { items } = await (await admin(app)).mailbox.list({ query: { to: email } })
    expect(items.map(({ subject }) => subject)).toEqual([
      'Everything is ready for you',
      'Verify your e-mail address',
    ])
  })

  test('goes to nobody who has no account, and no user asks for one', async () => {
    await using app = await startedAuth()
    const education = await app.asService('education')
    const { id, client } = await somebody(app)
    expect(await problemOf(education.users.welcome({ params: { userId: newId() } }))).toBe('user-not-found')
    expect(await problemOf(client.users.welcome({ params: { userId: id } }))).toBe('forbidden')
  })
})

describe('the mailbox of a local platform', () => {
  test('is read by whoever may, the newest first', async () => {
    await using app = await startedAuth()
    const [first, second] = [await somebody(app), await somebody(app)]

    const { items } = await (await admin(app)).mailbox.list({})

    expect(items.map(({ to }) => to)).toEqual([second.email, first.email])
    expect((await mailTo(app, first.email)).text).toContain('http://localhost:4000/verify-email?token=')
    expect(await problemOf(first.client.mailbox.list({}))).toBe('forbidden')
  })
})

test('production does not start without knowing where its links lead', async () => {
  await expect(startedAuth({ env: { AZORA_PROFILE: 'production' } })).rejects.toThrow(
    'AUTH_PUBLIC_URL: expected a value of its own in production',
  )
})

test('production without an SMTP server says so, and goes on', async () => {
  await using app = await startedAuth({
    env: { AZORA_PROFILE: 'production', AUTH_PUBLIC_URL: 'https://azora.example' },
  })
  const report = JSON.stringify(await (await fetch(`${app.url}/health`)).json())

  expect((await fetch(`${app.url}/readyz`)).status).toBe(200)
  expect(report).toContain('SMTP_URL is not set')
})
