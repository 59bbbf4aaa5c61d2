import { describe, expect, test } from 'vitest'
import { startedAuth, theService } from './app.js'
import { admin, atOnce, clientOf, newEmail, PASSWORD, problemOf, somebody } from './people.js'

const app = theService()
const login = (email: string) => app().client.sessions.login({ body: { email, password: PASSWORD } })

describe('roles', () => {
  test('that are given are in the tokens from the next refresh on', async () => {
    const { id, signedIn } = await somebody(app())
    const { users } = await admin(app())

    await users.assignRole({ params: { userId: id, role: 'instructor' } })
    const { accessToken } = await app().client.sessions.refresh({
      body: { refreshToken: signedIn.refreshToken },
    })

    expect(await clientOf(app(), accessToken).accounts.me({})).toMatchObject({
      roles: ['instructor', 'learner'],
      permissions: ['course:create', 'course:edit', 'enrollment:create'],
    })
  })

  test('that are taken are gone at once: the sessions end', async () => {
    const { id, email } = await somebody(app())
    const { users } = await admin(app())
    await users.assignRole({ params: { userId: id, role: 'instructor' } })
    const instructor = clientOf(app(), (await login(email)).accessToken)

    await users.revokeRole({ params: { userId: id, role: 'instructor' } })

    expect(await problemOf(instructor.accounts.me({}))).toBe('unauthenticated')
    expect((await login(email)).account.roles).toEqual(['learner'])
  })

  test('given twenty times at the same moment are given once', async () => {
    const { id } = await somebody(app())
    const { users } = await admin(app())

    await atOnce(20, () => users.assignRole({ params: { userId: id, role: 'instructor' } }))
    const trail = await app().use.auditTrail({ action: 'user.role-assigned', subject: id, limit: 50 })

    expect((await users.get({ params: { userId: id } })).roles).toEqual(['instructor', 'learner'])
    expect(trail.items).toHaveLength(1)
  })

  test('nobody knows, and users nobody knows, are refused', async () => {
    const { id } = await somebody(app())
    const { users, roles } = await admin(app())
    const nobody = '01890a5d-ac96-774b-bcce-b302099a8057'

    expect(await problemOf(users.assignRole({ params: { userId: id, role: 'emperor' } }))).toBe(
      'role-not-found',
    )
    expect(await problemOf(users.assignRole({ params: { userId: nobody, role: 'learner' } }))).toBe(
      'user-not-found',
    )
    expect(await problemOf(users.get({ params: { userId: nobody } }))).toBe('user-not-found')
    expect(await problemOf(roles.get({ params: { role: 'emperor' } }))).toBe('role-not-found')
    expect((await roles.list({})).items.map(({ name }) => name)).toEqual(['admin', 'instructor', 'learner'])
  })
})

describe('shutting a user out', () => {
  test('by disabling ends their sessions and refuses the right password, until they are enabled', async () => {
    const { client, id, email, signedIn } = await somebody(app())
    const { users } = await admin(app())

    expect(await users.disable({ params: { userId: id } })).toMatchObject({ status: 'disabled' })
    expect(await problemOf(client.accounts.me({}))).toBe('unauthenticated')
    expect(await problemOf(login(email))).toBe('account-disabled')
    expect(
      await problemOf(app().client.sessions.refresh({ body: { refreshToken: signedIn.refreshToken } })),
    ).toBe('session-revoked')

    await users.enable({ params: { userId: id } })
    expect(await problemOf(login(email))).toBe('none')
  })

  test('tells only those who know the password', async () => {
    const { id, email } = await somebody(app())
    await (await admin(app())).users.disable({ params: { userId: id } })
    const wrong = app().client.sessions.login({ body: { email, password: 'not the password' } })

    expect(await problemOf(wrong)).toBe('invalid-credentials')
  })

  test('for a time ends by itself', async () => {
    const { id, email } = await somebody(app())
    const until = new Date(app().clock.now().getTime() + 3_600_000).toISOString()

    const locked = await (await admin(app())).users.lock({ params: { userId: id }, body: { until } })
    expect(locked).toMatchObject({ status: 'locked', lockedUntil: until })
    expect(await problemOf(login(email))).toBe('account-locked')

    app().clock.advance(3_600_000)
    expect(await problemOf(login(email))).toBe('none')
  })

  test('until a time gone by is refused', async () => {
    const { id } = await somebody(app())
    const body = { until: '2001-01-01T00:00:00Z' }

    expect(await problemOf((await admin(app())).users.lock({ params: { userId: id }, body }))).toBe(
      'invalid-request',
    )
  })

  test('while they sign in, at the same moment, leaves no session alive', async () => {
    const { id, email } = await somebody(app())
    const { users } = await admin(app())

    const [, ...logins] = await Promise.allSettled([
      users.disable({ params: { userId: id } }),
      ...Array.from({ length: 20 }, () => login(email)),
    ])

    for (const result of logins) {
      if (result.status === 'rejected') continue
      const { refreshToken } = result.value
      expect(await problemOf(app().client.sessions.refresh({ body: { refreshToken } }))).toBe(
        'session-revoked',
      )
    }
  })
})

describe('the last admin', () => {
  test('stays one, even when two admins take each other away at the same moment', async () => {
    await using fresh = await startedAuth()
    const { users } = await admin(fresh)
    const admins = [
      await somebody(fresh),
      await somebody(fresh),
      await somebody(fresh),
      await somebody(fresh),
    ]
    for (const { id } of admins) await users.assignRole({ params: { userId: id, role: 'admin' } })
    const [a, b, c, d] = admins.map(({ id }) => id)

    const answers = await Promise.all([
      problemOf(users.revokeRole({ params: { userId: a ?? '', role: 'admin' } })),
      problemOf(users.disable({ params: { userId: b ?? '' } })),
      problemOf(users.revokeRole({ params: { userId: c ?? '', role: 'admin' } })),
      problemOf(users.disable({ params: { userId: d ?? '' } })),
    ])
    const { items } = await users.list({ query: { role: 'admin', status: 'active' } })

    expect(answers.filter(code => code === 'last-admin')).toHaveLength(1)
    expect(items).toHaveLength(1)
  })
})

describe('the only admin', () => {
  test('cannot be shut out, nor delete their account', async () => {
    await using fresh = await startedAuth()
    const { users } = await admin(fresh)
    const { client, id } = await somebody(fresh)
    const params = { userId: id }
    await users.assignRole({ params: { ...params, role: 'admin' } })
    const until = new Date(fresh.clock.now().getTime() + 1_000).toISOString()

    const refused = [
      await problemOf(users.revokeRole({ params: { ...params, role: 'admin' } })),
      await problemOf(users.disable({ params })),
      await problemOf(users.lock({ params, body: { until } })),
      await problemOf(client.accounts.delete({})),
    ]

    expect(refused).toEqual(Array(4).fill('last-admin'))
    expect(await users.get({ params })).toMatchObject({ status: 'active', roles: ['admin', 'learner'] })
  })
})

describe('the list of users', () => {
  test('is narrowed by the start of an address, by role and by status', async () => {
    await using fresh = await startedAuth()
    const { users } = await admin(fresh)
    const [one, two] = [await somebody(fresh), await somebody(fresh)]
    await users.assignRole({ params: { userId: one.id, role: 'instructor' } })
    await users.disable({ params: { userId: two.id } })
    const ids = async (query: NonNullable<Parameters<typeof users.list>[0]>['query']) =>
      (await users.list({ query: { ...query } })).items.map(({ id }) => id)

    expect(await ids({ email: one.email.slice(0, -12).toUpperCase() })).toEqual([one.id])
    expect(await ids({ role: 'instructor' })).toEqual([one.id])
    expect(await ids({ status: 'disabled' })).toEqual([two.id])
    expect(await ids({ status: 'active' })).toEqual([one.id])
    expect(await ids({ email: '%' })).toEqual([])
    expect(await ids({})).toEqual([two.id, one.id])
  })

  test('shows no password, no key and no token', async () => {
    const { id } = await somebody(app())
    const shown = JSON.stringify(await (await admin(app())).users.get({ params: { userId: id } }))

    expect(shown).not.toMatch(/hash|argon2|azr_|azd_|password/i)
  })
})

describe('deleting one’s account', () => {
  test('needs a password given lately', async () => {
    const { client, email } = await somebody(app())
    app().clock.advance(600_001)
    const { accessToken } = await app().client.sessions.refresh({
      body: { refreshToken: (await login(email)).refreshToken },
    })
    app().clock.advance(600_001 - 600_000)

    expect(await problemOf(client.accounts.delete({}))).toMatch(/unauthenticated|reauthentication-needed/)
    expect(await problemOf(clientOf(app(), accessToken).accounts.delete({}))).toBe('none')
  })

  test('asks for it again later, and takes it', async () => {
    const { signedIn } = await somebody(app())
    app().clock.advance(660_000)
    const { accessToken } = await app().client.sessions.refresh({
      body: { refreshToken: signedIn.refreshToken },
    })
    const client = clientOf(app(), accessToken)

    expect(await problemOf(client.accounts.delete({}))).toBe('reauthentication-needed')
    expect(await problemOf(client.sessions.reauthenticate({ body: { password: 'not the password' } }))).toBe(
      'wrong-password',
    )
    await client.sessions.reauthenticate({ body: { password: PASSWORD } })
    expect(await problemOf(client.accounts.delete({}))).toBe('none')
  })

  test('ends everything and frees the address', async () => {
    const { client, email, id, signedIn } = await somebody(app())
    await client.accounts.delete({})

    expect(await problemOf(client.accounts.me({}))).toBe('unauthenticated')
    expect(
      await problemOf(app().client.sessions.refresh({ body: { refreshToken: signedIn.refreshToken } })),
    ).toBe('invalid-refresh-token')
    expect(await problemOf(login(email))).toBe('invalid-credentials')
    const again = await app().client.accounts.register({ body: { email, password: PASSWORD } })
    expect(again.id).not.toBe(id)
  })

  test('twenty times at the same moment deletes it once', async () => {
    const { client, id } = await somebody(app())
    await atOnce(20, () => client.accounts.delete({}))
    const trail = await app().use.auditTrail({ action: 'user.deleted', subject: id, limit: 50 })

    expect(trail.items).toHaveLength(1)
  })
})

test('the audit trail says who did what to whom, by which request', async () => {
  const { id } = await somebody(app())
  const administrator = await admin(app())
  await administrator.users.disable({ params: { userId: id } })

  const { items } = await administrator.audit.list({ query: { subject: id, action: 'user.disabled' } })

  expect(items).toMatchObject([{ actor: expect.stringMatching(/^user:/), requestId: expect.any(String) }])
  expect(newEmail()).toContain('@')
})
