import type { exitCodes } from './exit-codes.js'

/** A way in which the command line can fail. */
export interface Failure {
  /** What usually leads here. */
  readonly cause: string
  /** The command, or the act, that helps. */
  readonly remedy: string
  readonly exit: keyof typeof exitCodes
}

/** Every failure of the command line by its code. A code is never reused for another meaning. */
export const failures = {
  usage: {
    cause: 'The command line has a word, a flag or a value that this command does not take.',
    remedy: 'Add --help to see what it takes.',
    exit: 'usage',
  },
  unexpected: {
    cause: 'This is a defect of azora, or of something it relies on.',
    remedy: 'Run it again with --verbose and report what it says.',
    exit: 'failure',
  },
  'permission-denied': {
    cause: 'The file belongs to somebody else: a checkout is used by the user who first started it.',
    remedy: 'azora doctor state-folder secrets',
    exit: 'failure',
  },
  'disk-full': {
    cause: 'The disk, or the quota on it, is full.',
    remedy: 'azora doctor disk-space',
    exit: 'failure',
  },
  'needs-terminal': {
    cause: 'An answer is needed and nobody can be asked, because input or output is not a terminal.',
    remedy: 'Give the answer by the flag named above.',
    exit: 'usage',
  },
  interrupted: {
    cause: 'Ctrl-C or a signal came before it was done.',
    remedy: 'Run it again.',
    exit: 'failure',
  },
  unanswered: {
    cause: 'A question was left without an answer.',
    remedy: 'Run it again, or give the answer by its flag.',
    exit: 'usage',
  },
  'not-confirmed': {
    cause: 'The command destroys something, and it was not confirmed.',
    remedy: 'Type the name when asked, or add --force.',
    exit: 'usage',
  },
  'no-workspace': {
    cause:
      'Neither this folder nor one above it is an Azora workspace (a package.json with workspaces, and services/).',
    remedy: 'Change into a checkout, or name one: azora --root DIR …',
    exit: 'failure',
  },
  'invalid-configuration': {
    cause: 'A configuration file holds a name or a value that is not known.',
    remedy: 'azora config',
    exit: 'invalidConfiguration',
  },
  'invalid-manifests': {
    cause: 'An azora.json is invalid, or services need each other in a circle.',
    remedy: 'azora graph',
    exit: 'invalidConfiguration',
  },
  'platform-not-running': {
    cause: 'No platform was started from this checkout, or it has been stopped.',
    remedy: 'azora up --detach',
    exit: 'failure',
  },
  'start-failed': {
    cause: 'A service did not become ready.',
    remedy: 'azora logs',
    exit: 'unhealthy',
  },
  'host-failed': {
    cause: 'The process that runs the platform refused the request or went away.',
    remedy: 'azora doctor',
    exit: 'failure',
  },
  'host-silent': {
    cause:
      'The process that runs the platform stands still: it was stopped (SIGSTOP), or a debugger holds it.',
    remedy: 'azora down',
    exit: 'timeout',
  },
  'other-version': {
    cause: 'The azora that started the platform was of another version than the one that asks.',
    remedy: 'azora down',
    exit: 'failure',
  },
  'not-ready-in-time': {
    cause: 'The platform takes longer to start than the command was willing to wait.',
    remedy: 'azora status',
    exit: 'timeout',
  },
  'not-ready': {
    cause: 'The platform is starting, or a service cannot become ready; `azora health` says why.',
    remedy: 'azora status --wait 2m',
    exit: 'unhealthy',
  },
  'unknown-service': {
    cause: 'No service of this workspace has that name.',
    remedy: 'azora status',
    exit: 'notFound',
  },
  'unknown-operation': {
    cause: 'No contract declares that operation.',
    remedy: 'azora call --help',
    exit: 'notFound',
  },
  'unknown-code': {
    cause: 'Neither the command line nor a contract declares that code.',
    remedy: 'azora explain',
    exit: 'notFound',
  },
  'invalid-input': {
    cause: 'What was given does not match the contract of the operation. Nothing was sent.',
    remedy: 'Add --help to see every field.',
    exit: 'usage',
  },
  'unreadable-file': {
    cause: 'The file does not exist, may not be read, or is not what its name says.',
    remedy: 'Check the path and the content.',
    exit: 'failure',
  },
  'not-signed-in': {
    cause: 'There is no session in this checkout, or it has ended.',
    remedy: 'azora login --as learner',
    exit: 'forbidden',
  },
  'no-credentials': {
    cause: 'The seeded users and their passwords are written when the platform is first started.',
    remedy: 'azora up --detach',
    exit: 'notFound',
  },
  'call-refused': {
    cause: 'The platform answered with a problem.',
    remedy: 'azora explain CODE',
    exit: 'failure',
  },
  'timed-out': {
    cause: 'The answer took longer than the call was willing to wait.',
    remedy: 'azora health',
    exit: 'timeout',
  },
  unreachable: {
    cause: 'No answer came from that address: nothing listens there, or the way is blocked.',
    remedy: 'azora status',
    exit: 'failure',
  },
  'no-database': {
    cause: 'The service has no database, or PostgreSQL does not run.',
    remedy: 'azora up --detach',
    exit: 'failure',
  },
  'migration-failed': {
    cause: 'The database refused a migration.',
    remedy: 'azora logs',
    exit: 'failure',
  },
  'contract-broken': {
    cause: 'The contracts no longer keep a promise the accepted snapshot makes.',
    remedy: 'azora contract check',
    exit: 'unhealthy',
  },
  'invalid-syllabus': {
    cause: 'The file is not a syllabus: a title, modules and lessons in YAML or JSON.',
    remedy: 'Compare it with examples/courses.',
    exit: 'usage',
  },
  'invalid-name': {
    cause:
      'The name cannot be that of a folder, a package, a path and an identifier at once, or it is taken.',
    remedy: 'Choose another: lower case words joined by hyphens, such as order-desk.',
    exit: 'usage',
  },
  'no-template': {
    cause: 'Services are copied from templates/service, and it is not in this workspace.',
    remedy: 'Restore it: git checkout -- templates',
    exit: 'failure',
  },
  'workspace-busy': {
    cause: 'Another `azora new` or `azora remove` is at work here.',
    remedy: 'Wait for it to end and try again.',
    exit: 'failure',
  },
  'not-scaffolded': {
    cause: 'It has no azora.origin.json, so what belongs to it is not known.',
    remedy: 'Remove it by hand.',
    exit: 'usage',
  },
  'service-needed': {
    cause: 'Other services name it under `needs` in their azora.json.',
    remedy: 'azora graph',
    exit: 'usage',
  },
  'worked-on': {
    cause: 'Removing the service would take work with it that exists nowhere else.',
    remedy: 'Commit the work first, or add --force.',
    exit: 'usage',
  },
  'plugin-failed': {
    cause: 'The module named under `plugins` could not be loaded, or exports no command.',
    remedy: 'azora config',
    exit: 'invalidConfiguration',
  },
  'not-in-production': {
    cause: 'The platform runs in the production profile, where nothing is broken on purpose.',
    remedy: 'azora config',
    exit: 'usage',
  },
  'nothing-to-try': {
    cause: 'No service here has a database and publishes or handles events, or none has met the broker yet.',
    remedy: 'azora status',
    exit: 'failure',
  },
  'not-ours': {
    cause:
      'It was given by address (DATABASE_URL, REDIS_URL, EVENT_TRANSPORT): whoever runs it would have to restart it.',
    remedy: 'azora status',
    exit: 'usage',
  },
  'not-taken-up': {
    cause: 'The service does not run, or cannot reach its database.',
    remedy: 'azora health',
    exit: 'unhealthy',
  },
  replaced: {
    cause: 'Another `azora chaos` was started on this platform meanwhile. One at a time.',
    remedy: 'Run it again.',
    exit: 'failure',
  },
} as const satisfies Readonly<Record<string, Failure>>

export type FailureCode = keyof typeof failures
