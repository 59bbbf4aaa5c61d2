// Generated from the contract of auth by `npm run generate`. Do not edit.
import type { CallOf } from '@azora/contracts'
import type { auth } from '@azora/contracts/auth'
import { assertType, test } from 'vitest'
import type { ResultOf, Same } from '../client.js'
import type { RequestOptions } from '../runtime.js'
import type { Auth } from './auth.js'

type Routes = (typeof auth)['routes']

test('accounts is typed as its contract', () => {
  assertType<Same<Auth['accounts']['register'], (body: Exclude<CallOf<Routes['accounts']['register']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['accounts']['register']>>>(true)
  assertType<Same<Auth['accounts']['me'], (options?: RequestOptions) => ResultOf<Routes['accounts']['me']>>>(true)
  assertType<Same<Auth['accounts']['delete'], (options?: RequestOptions) => ResultOf<Routes['accounts']['delete']>>>(true)
})

test('sessions is typed as its contract', () => {
  assertType<Same<Auth['sessions']['login'], (body: Exclude<CallOf<Routes['sessions']['login']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['sessions']['login']>>>(true)
  assertType<Same<Auth['sessions']['refresh'], (body: Exclude<CallOf<Routes['sessions']['refresh']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['sessions']['refresh']>>>(true)
  assertType<Same<Auth['sessions']['reauthenticate'], (body: Exclude<CallOf<Routes['sessions']['reauthenticate']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['sessions']['reauthenticate']>>>(true)
  assertType<Same<Auth['sessions']['logout'], (options?: RequestOptions) => ResultOf<Routes['sessions']['logout']>>>(true)
  assertType<Same<Auth['sessions']['logoutAll'], (options?: RequestOptions) => ResultOf<Routes['sessions']['logoutAll']>>>(true)
  assertType<Same<Auth['sessions']['list'], (query?: CallOf<Routes['sessions']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['sessions']['list']>>>(true)
  assertType<Same<Auth['sessions']['revoke'], (sessionId: CallOf<Routes['sessions']['revoke']>['params']['sessionId'], options?: RequestOptions) => ResultOf<Routes['sessions']['revoke']>>>(true)
})

test('passwords is typed as its contract', () => {
  assertType<Same<Auth['passwords']['change'], (body: Exclude<CallOf<Routes['passwords']['change']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['passwords']['change']>>>(true)
  assertType<Same<Auth['passwords']['forgot'], (body: Exclude<CallOf<Routes['passwords']['forgot']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['passwords']['forgot']>>>(true)
  assertType<Same<Auth['passwords']['reset'], (body: Exclude<CallOf<Routes['passwords']['reset']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['passwords']['reset']>>>(true)
})

test('emails is typed as its contract', () => {
  assertType<Same<Auth['emails']['verify'], (body: Exclude<CallOf<Routes['emails']['verify']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['emails']['verify']>>>(true)
  assertType<Same<Auth['emails']['resend'], (options?: RequestOptions) => ResultOf<Routes['emails']['resend']>>>(true)
})

test('users is typed as its contract', () => {
  assertType<Same<Auth['users']['list'], (query?: CallOf<Routes['users']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['users']['list']>>>(true)
  assertType<Same<Auth['users']['get'], (userId: CallOf<Routes['users']['get']>['params']['userId'], options?: RequestOptions) => ResultOf<Routes['users']['get']>>>(true)
  assertType<Same<Auth['users']['assignRole'], (userId: CallOf<Routes['users']['assignRole']>['params']['userId'], role: CallOf<Routes['users']['assignRole']>['params']['role'], options?: RequestOptions) => ResultOf<Routes['users']['assignRole']>>>(true)
  assertType<Same<Auth['users']['revokeRole'], (userId: CallOf<Routes['users']['revokeRole']>['params']['userId'], role: CallOf<Routes['users']['revokeRole']>['params']['role'], options?: RequestOptions) => ResultOf<Routes['users']['revokeRole']>>>(true)
  assertType<Same<Auth['users']['lock'], (userId: CallOf<Routes['users']['lock']>['params']['userId'], body: Exclude<CallOf<Routes['users']['lock']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['users']['lock']>>>(true)
  assertType<Same<Auth['users']['unlock'], (userId: CallOf<Routes['users']['unlock']>['params']['userId'], options?: RequestOptions) => ResultOf<Routes['users']['unlock']>>>(true)
  assertType<Same<Auth['users']['disable'], (userId: CallOf<Routes['users']['disable']>['params']['userId'], options?: RequestOptions) => ResultOf<Routes['users']['disable']>>>(true)
  assertType<Same<Auth['users']['enable'], (userId: CallOf<Routes['users']['enable']>['params']['userId'], options?: RequestOptions) => ResultOf<Routes['users']['enable']>>>(true)
  assertType<Same<Auth['users']['welcome'], (userId: CallOf<Routes['users']['welcome']>['params']['userId'], options?: RequestOptions) => ResultOf<Routes['users']['welcome']>>>(true)
})

test('roles is typed as its contract', () => {
  assertType<Same<Auth['roles']['list'], (options?: RequestOptions) => ResultOf<Routes['roles']['list']>>>(true)
  assertType<Same<Auth['roles']['get'], (role: CallOf<Routes['roles']['get']>['params']['role'], options?: RequestOptions) => ResultOf<Routes['roles']['get']>>>(true)
})

test('signingKeys is typed as its contract', () => {
  assertType<Same<Auth['signingKeys']['list'], (options?: RequestOptions) => ResultOf<Routes['signingKeys']['list']>>>(true)
  assertType<Same<Auth['signingKeys']['rotate'], (options?: RequestOptions) => ResultOf<Routes['signingKeys']['rotate']>>>(true)
  assertType<Same<Auth['signingKeys']['revoke'], (kid: CallOf<Routes['signingKeys']['revoke']>['params']['kid'], options?: RequestOptions) => ResultOf<Routes['signingKeys']['revoke']>>>(true)
})

test('audit is typed as its contract', () => {
  assertType<Same<Auth['audit']['list'], (query?: CallOf<Routes['audit']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['audit']['list']>>>(true)
})

test('mailbox is typed as its contract', () => {
  assertType<Same<Auth['mailbox']['list'], (query?: CallOf<Routes['mailbox']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['mailbox']['list']>>>(true)
})

test('serviceTokens is typed as its contract', () => {
  assertType<Same<Auth['serviceTokens']['issue'], (body: Exclude<CallOf<Routes['serviceTokens']['issue']>['body'], undefined>, headers?: CallOf<Routes['serviceTokens']['issue']>['headers'], options?: RequestOptions) => ResultOf<Routes['serviceTokens']['issue']>>>(true)
})

test('revocations is typed as its contract', () => {
  assertType<Same<Auth['revocations']['list'], (query?: CallOf<Routes['revocations']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['revocations']['list']>>>(true)
})

test('wellKnown is typed as its contract', () => {
  assertType<Same<Auth['wellKnown']['jwks'], (options?: RequestOptions) => ResultOf<Routes['wellKnown']['jwks']>>>(true)
  assertType<Same<Auth['wellKnown']['openidConfiguration'], (options?: RequestOptions) => ResultOf<Routes['wellKnown']['openidConfiguration']>>>(true)
})
