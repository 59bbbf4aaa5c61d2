// Generated from the contract of nexus by `npm run generate`. Do not edit.
import type { CallOf } from '@azora/contracts'
import type { nexus } from '@azora/contracts/nexus'
import { assertType, test } from 'vitest'
import type { ResultOf, Same } from '../client.js'
import type { RequestOptions } from '../runtime.js'
import type { Nexus } from './nexus.js'

type Routes = (typeof nexus)['routes']

test('flow is typed as its contract', () => {
  assertType<Same<Nexus['flow']['get'], (options?: RequestOptions) => ResultOf<Routes['flow']['get']>>>(true)
})

test('events is typed as its contract', () => {
  assertType<Same<Nexus['events']['list'], (query?: CallOf<Routes['events']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['events']['list']>>>(true)
  assertType<Same<Nexus['events']['get'], (eventId: CallOf<Routes['events']['get']>['params']['eventId'], options?: RequestOptions) => ResultOf<Routes['events']['get']>>>(true)
  assertType<Same<Nexus['events']['publish'], (body: Exclude<CallOf<Routes['events']['publish']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['events']['publish']>>>(true)
})

test('feed is typed as its contract', () => {
  assertType<Same<Nexus['feed']['read'], (query?: CallOf<Routes['feed']['read']>['query'], options?: RequestOptions) => ResultOf<Routes['feed']['read']>>>(true)
})

test('deadLetters is typed as its contract', () => {
  assertType<Same<Nexus['deadLetters']['list'], (query?: CallOf<Routes['deadLetters']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['deadLetters']['list']>>>(true)
  assertType<Same<Nexus['deadLetters']['get'], (deadLetterId: CallOf<Routes['deadLetters']['get']>['params']['deadLetterId'], options?: RequestOptions) => ResultOf<Routes['deadLetters']['get']>>>(true)
  assertType<Same<Nexus['deadLetters']['redrive'], (body: Exclude<CallOf<Routes['deadLetters']['redrive']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['deadLetters']['redrive']>>>(true)
  assertType<Same<Nexus['deadLetters']['discard'], (body: Exclude<CallOf<Routes['deadLetters']['discard']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['deadLetters']['discard']>>>(true)
})

test('projections is typed as its contract', () => {
  assertType<Same<Nexus['projections']['list'], (query?: CallOf<Routes['projections']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['projections']['list']>>>(true)
  assertType<Same<Nexus['projections']['get'], (projection: CallOf<Routes['projections']['get']>['params']['projection'], options?: RequestOptions) => ResultOf<Routes['projections']['get']>>>(true)
  assertType<Same<Nexus['projections']['rebuild'], (projection: CallOf<Routes['projections']['rebuild']>['params']['projection'], options?: RequestOptions) => ResultOf<Routes['projections']['rebuild']>>>(true)
  assertType<Same<Nexus['projections']['resume'], (projection: CallOf<Routes['projections']['resume']>['params']['projection'], options?: RequestOptions) => ResultOf<Routes['projections']['resume']>>>(true)
})

test('replays is typed as its contract', () => {
  assertType<Same<Nexus['replays']['list'], (options?: RequestOptions) => ResultOf<Routes['replays']['list']>>>(true)
  assertType<Same<Nexus['replays']['start'], (body: Exclude<CallOf<Routes['replays']['start']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['replays']['start']>>>(true)
  assertType<Same<Nexus['replays']['cancel'], (replayId: CallOf<Routes['replays']['cancel']>['params']['replayId'], options?: RequestOptions) => ResultOf<Routes['replays']['cancel']>>>(true)
})

test('sagas is typed as its contract', () => {
  assertType<Same<Nexus['sagas']['list'], (query?: CallOf<Routes['sagas']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['sagas']['list']>>>(true)
  assertType<Same<Nexus['sagas']['get'], (sagaId: CallOf<Routes['sagas']['get']>['params']['sagaId'], options?: RequestOptions) => ResultOf<Routes['sagas']['get']>>>(true)
  assertType<Same<Nexus['sagas']['retry'], (sagaId: CallOf<Routes['sagas']['retry']>['params']['sagaId'], options?: RequestOptions) => ResultOf<Routes['sagas']['retry']>>>(true)
  assertType<Same<Nexus['sagas']['compensate'], (sagaId: CallOf<Routes['sagas']['compensate']>['params']['sagaId'], body: Exclude<CallOf<Routes['sagas']['compensate']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['sagas']['compensate']>>>(true)
})

test('schemas is typed as its contract', () => {
  assertType<Same<Nexus['schemas']['list'], (query?: CallOf<Routes['schemas']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['schemas']['list']>>>(true)
  assertType<Same<Nexus['schemas']['get'], (type: CallOf<Routes['schemas']['get']>['params']['type'], version: CallOf<Routes['schemas']['get']>['params']['version'], options?: RequestOptions) => ResultOf<Routes['schemas']['get']>>>(true)
})

test('intents is typed as its contract', () => {
  assertType<Same<Nexus['intents']['ask'], (body: Exclude<CallOf<Routes['intents']['ask']>['body'], undefined>, options?: RequestOptions) => ResultOf<Routes['intents']['ask']>>>(true)
  assertType<Same<Nexus['intents']['list'], (query?: CallOf<Routes['intents']['list']>['query'], options?: RequestOptions) => ResultOf<Routes['intents']['list']>>>(true)
  assertType<Same<Nexus['intents']['get'], (intentId: CallOf<Routes['intents']['get']>['params']['intentId'], options?: RequestOptions) => ResultOf<Routes['intents']['get']>>>(true)
  assertType<Same<Nexus['intents']['confirm'], (intentId: CallOf<Routes['intents']['confirm']>['params']['intentId'], options?: RequestOptions) => ResultOf<Routes['intents']['confirm']>>>(true)
  assertType<Same<Nexus['intents']['cancel'], (intentId: CallOf<Routes['intents']['cancel']>['params']['intentId'], options?: RequestOptions) => ResultOf<Routes['intents']['cancel']>>>(true)
})
