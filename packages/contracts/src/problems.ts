import { problem } from './problem.js'

// What any route can answer. A route lists only what is particular to it; `problemsOf` adds these.

export const InvalidRequest = problem(
  'invalid-request',
  400,
  'The request does not match what this operation accepts',
)
export const MalformedJson = problem('malformed-json', 400, 'The body is not valid JSON')
export const Unauthenticated = problem('unauthenticated', 401, 'This operation needs a valid access token')
export const Forbidden = problem('forbidden', 403, 'You may not do this')
export const NotFound = problem('not-found', 404, 'There is nothing here')
export const MethodNotAllowed = problem('method-not-allowed', 405, 'This resource does not know that method')
export const RequestTimeout = problem('request-timeout', 408, 'The request took too long to arrive')
export const PreconditionFailed = problem(
  'precondition-failed',
  412,
  'The resource has changed since you read it',
)
export const PayloadTooLarge = problem(
  'payload-too-large',
  413,
  'The body is larger than this operation accepts',
)
export const UnsupportedMediaType = problem(
  'unsupported-media-type',
  415,
  'This operation does not take that content type',
)
export const ExpectationFailed = problem(
  'expectation-failed',
  417,
  'The request expects what this server does not do',
)
export const PreconditionRequired = problem(
  'precondition-required',
  428,
  'Send If-Match with the version you read',
)
export const RateLimited = problem('rate-limited', 429, 'Too many requests; wait before you try again')
export const HeadersTooLarge = problem(
  'headers-too-large',
  431,
  'The request headers are larger than accepted',
)

export const IdempotencyKeyRequired = problem(
  'idempotency-key-required',
  400,
  'This operation needs an Idempotency-Key header',
)
export const IdempotencyKeyReused = problem(
  'idempotency-key-reused',
  422,
  'This Idempotency-Key was used for another request',
)
export const IdempotencyInProgress = problem(
  'idempotency-in-progress',
  409,
  'A request with this Idempotency-Key is still running',
)

/** `extensions.version` is the version it has now. */
export const WrongExpectedVersion = problem(
  'wrong-expected-version',
  409,
  'Something else has happened to this since you read it',
)

export const InternalError = problem('internal-error', 500, 'Something went wrong on our side')
export const BadGateway = problem(
  'upstream-unreachable',
  502,
  'The service behind this route did not answer properly',
)
export const ServiceUnavailable = problem(
  'service-unavailable',
  503,
  'The service cannot take requests right now',
)
export const DeadlineExceeded = problem(
  'deadline-exceeded',
  504,
  'The operation did not finish within its deadline',
)

// What the gateway answers for the services behind it.

/** `Retry-After` says when to come again. */
export const NoHealthyUpstream = problem(
  'no-healthy-upstream',
  503,
  'No replica of the service behind this route is ready',
)
export const UpstreamFailing = problem(
  'upstream-failing',
  503,
  'The service behind this route has failed repeatedly and is given time to recover',
)
export const UpstreamBusy = problem(
  'upstream-busy',
  503,
  'The service behind this route is handling as many requests as it may',
)
