/** One difference between two versions of a contract. */
export interface Change {
  readonly kind: ChangeKind
  /** What changed: `courses.create: body /title`, `Course (answered) /status`, `event course.published`. */
  readonly where: string
  /** What it was and what it is now. */
  readonly message: string
  /** Whether callers or subscribers written for the version before can fail. */
  readonly breaking: boolean
}

export type ChangeKind =
  | 'route-added'
  | 'route-removed'
  | 'method-changed'
  | 'path-changed'
  | 'status-changed'
  | 'access-changed'
  | 'idempotency-changed'
  | 'precondition-changed'
  | 'etag-changed'
  | 'limit-changed'
  | 'intent-changed'
  | 'problem-added'
  | 'problem-removed'
  | 'problem-status-changed'
  | 'event-added'
  | 'event-removed'
  | 'event-version-changed'
  | 'body-added'
  | 'body-removed'
  | 'answer-added'
  | 'answer-removed'
  | SchemaChangeKind

export type SchemaChangeKind =
  | 'field-added'
  | 'field-removed'
  | 'field-required'
  | 'field-optional'
  | 'type-changed'
  | 'variant-added'
  | 'variant-removed'
  | 'value-added'
  | 'value-removed'
  | 'bound-tightened'
  | 'bound-loosened'
  | 'pattern-changed'
  | 'default-changed'
  | 'schema-changed'

/** A shown value: `"draft"`, `nothing`. */
export const shown = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))

/** `was X, is Y`. */
export const wasIs = (before: unknown, after: unknown) => `was ${shown(before)}, is ${shown(after)}`

/** A change after which nobody fails. */
export const compatible = (kind: ChangeKind, where: string, message: string): Change => ({
  kind,
  where,
  message,
  breaking: false,
})

/** A change after which somebody can fail. */
export const breaking = (kind: ChangeKind, where: string, message: string): Change => ({
  kind,
  where,
  message,
  breaking: true,
})

/** The keys of one record that another lacks. */
export const missing = (from: object, to: object) => Object.keys(from).filter(key => !(key in to))
