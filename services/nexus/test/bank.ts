import { contract, PageQuery, page, problem, route } from '@azora/contracts'
import { database, defineConfig, defineService, env, implement } from '@azora/service-kit'
import * as z from 'zod'
import { PrismaClient } from '../src/generated/prisma/client.js'

const TooPoor = problem('too-poor', 409, 'There is not enough')
const Transfer = z.object({ transactionId: z.uuid(), to: z.uuid(), amount: z.int(), by: z.string() })
const Account = z.object({ owner: z.string(), balance: z.int() })

/** A bank that people talk to. */
const bankContract = contract('bank', {
  title: 'Bank',
  description: 'Moves money.',
  routes: {
    accounts: {
      mine: route.get('/me/account', {
        summary: 'Show your account',
        access: 'user',
        returns: Account,
        intent: { phrases: ['show my balance', 'how much money do I have'] },
      }),
      of: route.get('/accounts/{owner}', {
        summary: "Show somebody's account",
        access: 'permission:account:read',
        params: z.object({ owner: z.string().min(1).max(40) }),
        returns: Account,
        intent: { phrases: ['show the balance of {owner}'] },
      }),
      search: route.get('/accounts', {
        summary: 'Search accounts',
        access: 'user',
        query: PageQuery.extend({ q: z.string().max(200).optional() }),
        returns: page(Account),
        intent: { phrases: ['search accounts', 'search accounts for {q}'] },
      }),
      close: route.delete('/accounts/{owner}', {
        summary: 'Close an account',
        access: 'permission:account:close',
        params: z.object({ owner: z.string().min(1).max(40) }),
        intent: { phrases: ['close the account of {owner}'] },
      }),
      empty: route.post('/accounts/{owner}/empty', {
        summary: 'Take all that is in an account',
        access: 'user',
        params: z.object({ owner: z.string() }),
      }),
    },
    transfers: {
      send: route.post('/transfers', {
        summary: 'Send money',
        access: 'permission:money:send',
        body: z.strictObject({
          to: z.uuid(),
          amount: z.int().min(1).max(1_000_000),
          note: z.string().max(100).optional(),
        }),
        returns: Transfer,
        status: 201,
        problems: [TooPoor],
        intent: {
          phrases: ['send {amount} to {to}', 'send {amount} to {to} saying {note}'],
        },
      }),
    },
  },
})

/** What it was asked to do, each with who asked and under which key. */
export interface Deed {
  operation: string
  by: string
  key: string | undefined
  input: unknown
}

const BALANCE = 1_000

/** A bank, on the database that tests of nexus have, that remembers all it does. */
export function bank() {
  const deeds: Deed[] = []
  const noted = (operation: string, { principal, context, ...asked }: Asked) => {
    const { params, query, body } = asked
    deeds.push({
      operation,
      by: principal?.id ?? '',
      key: context.idempotencyKey,
      input: { params, query, body },
    })
  }
  const service = defineService({
    contract: bankContract,
    config: defineConfig({ databaseUrl: env.secret('DATABASE_URL', z.url()) }),
    resources: ({ databaseUrl }) => ({ db: database(databaseUrl, adapter => new PrismaClient({ adapter })) }),
    routes: () => ({
      accounts: implement(bankContract.routes.accounts).with({
        mine: request => {
          noted('mine', request)
          return { owner: request.principal.id, balance: BALANCE }
        },
        of: request => {
          noted('of', request)
          return { owner: request.params.owner, balance: BALANCE }
        },
        search: request => {
          noted('search', request)
          return { items: [], nextCursor: null }
        },
        close: request => noted('close', request),
        empty: request => noted('empty', request),
      }),
      transfers: implement(bankContract.routes.transfers).with({
        send: request => {
          noted('send', request)
          const { to, amount } = request.body
          if (amount > BALANCE) throw new TooPoor(`There are only ${BALANCE}.`)
          return { transactionId: to, to, amount, by: request.principal.id }
        },
      }),
    }),
  })
  return { service, deeds }
}

interface Asked {
  principal: { id: string } | null
  context: { idempotencyKey: string | undefined }
  params: unknown
  query: unknown
  body: unknown
}
