import {
  AccountDisabled,
  InvalidRefreshToken,
  RefreshTokenAlreadyUsed,
  SessionExpired,
  SessionRevoked,
  TokenReuseDetected,
  type Tokens,
} from '@azora/contracts/auth'
import { statusOf } from '../accounts/account.js'
import type { Use } from '../use.js'
import { isAuthentic, type RefreshClaim, readRefreshToken } from './refresh-token.js'
import type { OpenSession } from './repository.js'
import { decideRefresh, type RefreshDecision } from './session.js'
import { tokensOf } from './tokens.js'

type Refused = Exclude<RefreshDecision, { counter: number }>
type Outcome = { kind: 'granted'; open: OpenSession } | Refused

const UNKNOWN: Refused = { kind: 'refuse', because: 'unknown' }

/**
 * Exchanges a refresh token for the session's newest tokens.
 * @throws InvalidRefreshToken, RefreshTokenAlreadyUsed, SessionExpired, SessionRevoked, AccountDisabled
 */
export async function refresh(use: Use, token: string, address: string): Promise<Tokens> {
  const claim = readRefreshToken(token)
  if (!claim) throw new InvalidRefreshToken()
  // The outcome is thrown after the commit: a refusal that revokes the session must stand.
  const outcome = await use.transaction(() => decide(use, claim, address))
  if (outcome.kind !== 'granted') throw problemOf(outcome)

  const account = await use.accounts.find(outcome.open.session.userId)
  if (!account) throw new SessionRevoked()
  if (statusOf(account, use.clock.now()) === 'disabled') throw new AccountDisabled()
  return tokensOf(use, account, outcome.open)
}

async function decide(use: Use, claim: RefreshClaim, address: string): Promise<Outcome> {
  const open = await use.sessions.lock(claim.sessionId)
  if (!open || !isAuthentic(claim, open.refreshKey)) return UNKNOWN
  const now = use.clock.now()
  const decision = decideRefresh(open.session, claim.counter, { limits: use.sessionLimits, now })
  if (decision.kind === 'reused') await endReused(use, open, { address, counter: claim.counter })
  if (decision.kind === 'reused' || decision.kind === 'refuse') return decision
  if (decision.kind === 'rotate') await use.sessions.advance(open.session.id, decision.counter, now)
  return {
    kind: 'granted',
    open: { ...open, session: { ...open.session, refreshCounter: decision.counter } },
  }
}

async function endReused(use: Use, { session }: OpenSession, data: { address: string; counter: number }) {
  await use.endSessions({ userId: session.userId, only: session.id }, 'reuse-detected')
  await use.audit({
    action: 'token.reuse-detected',
    subject: session.id,
    actor: null,
    data: { ...data, userId: session.userId },
  })
  const { id: sessionId, userId } = session
  const detectedAt = use.clock.now().toISOString()
  await use.publish(TokenReuseDetected, { userId, sessionId, address: data.address, detectedAt })
}

function problemOf(refused: Refused) {
  if (refused.kind === 'reused') return new RefreshTokenAlreadyUsed()
  const problems = { revoked: SessionRevoked, expired: SessionExpired, unknown: InvalidRefreshToken }
  return new problems[refused.because]()
}
