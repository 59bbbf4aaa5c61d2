/** What the command line exits with. A signal adds 128 to its number: 130 after Ctrl-C, 143 after SIGTERM. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  invalidConfiguration: 3,
  forbidden: 4,
  notFound: 5,
  unhealthy: 6,
  timeout: 7,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What each code means, for the reference. */
export const exitMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'failed',
  2: 'the command line was not understood',
  3: 'a configuration is invalid',
  4: 'not signed in, or forbidden',
  5: 'not found',
  6: 'unhealthy, or behind (`status`, `health`, `doctor`, `contract check`)',
  7: 'not finished in time',
}
