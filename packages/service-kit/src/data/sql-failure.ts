/** What PostgreSQL said when it refused a statement. */
export interface SqlFailure {
  /** SQLSTATE, five characters: `23505` for a unique violation (PostgreSQL manual, appendix A). */
  state: string
  /** The constraint or unique index that was violated, when there is one. */
  constraint: string | undefined
  message: string
}

const UNIQUE_VIOLATION = '23505'
const FOREIGN_KEY_VIOLATIONS = ['23503', '23001']
const CHECK_VIOLATION = '23514'
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'
const FEATURE_NOT_SUPPORTED = '0A000'

/** Reads PostgreSQL's refusal out of an error of Prisma or of pg; null for any other error. */
export function sqlFailure(error: unknown): SqlFailure | null {
  if (!(error instanceof Error)) return null
  return prismaFailure(error) ?? pgFailure(error)
}

/**
 * True if the error is a unique violation, of the named constraint or unique index if one is given.
 *
 * Names are those of the migration: `isUniqueViolation(error, 'enrollments_active_key')`.
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return violates(error, [UNIQUE_VIOLATION], constraint)
}

/** True if a row refers to one that is not there, or is referred to and cannot go. */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  return violates(error, FOREIGN_KEY_VIOLATIONS, constraint)
}

/** True if a row breaks a CHECK constraint, the named one if a name is given. */
export function isCheckViolation(error: unknown, constraint?: string): boolean {
  return violates(error, [CHECK_VIOLATION], constraint)
}

/** True if the transaction lost against another and would succeed if run again: a serialization failure or a deadlock. */
export function isConflict(error: unknown): boolean {
  return violates(error, [SERIALIZATION_FAILURE, DEADLOCK])
}

/** True if a table was changed after the statement was prepared: on another connection it would succeed. */
export function isStale(error: unknown): boolean {
  const failure = sqlFailure(error)
  return failure?.state === FEATURE_NOT_SUPPORTED && failure.message.startsWith('cached plan')
}

/** True for a deadlock alone: it can be tried again from a savepoint, a serialization failure cannot. */
export function isDeadlock(error: unknown): boolean {
  return violates(error, [DEADLOCK])
}

function violates(error: unknown, states: readonly string[], constraint?: string): boolean {
  const failure = sqlFailure(error)
  return (
    failure !== null && states.includes(failure.state) && (!constraint || failure.constraint === constraint)
  )
}

// Prisma 7 keeps the driver's error in `meta`, for its own queries and for raw ones alike.
function prismaFailure(error: Error): SqlFailure | null {
  const cause = member(member(member(error, 'meta'), 'driverAdapterError'), 'cause')
  const state = member(cause, 'originalCode')
  if (typeof state !== 'string') return null
  const message = String(member(cause, 'originalMessage') ?? error.message)
  return {
    state,
    constraint: text(member(member(cause, 'constraint'), 'index')) ?? constraintIn(message),
    message,
  }
}

function pgFailure(error: Error): SqlFailure | null {
  const state = member(error, 'code')
  if (typeof state !== 'string' || typeof member(error, 'severity') !== 'string') return null
  return { state, constraint: text(member(error, 'constraint')), message: error.message }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

// The adapter forwards no constraint name for CHECK violations; the server's sentence ends in it.
function constraintIn(message: string): string | undefined {
  return /constraint "([^"]+)"/.exec(message)?.[1]
}
