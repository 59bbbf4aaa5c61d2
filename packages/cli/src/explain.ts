import type { ProblemClass } from '@azora/contracts'
import { callables } from './call/callables.js'
import { checks } from './doctor/checks.js'
import type { ExplainDocument } from './documents/explain.js'
import { exitCodes } from './exit-codes.js'
import { type Failure, failures } from './failures.js'

type Explained = ExplainDocument['codes'][number]

/** Every code: those of the command line, the checks of the doctor, then the problems of the platform. */
export function explanations(): Explained[] {
  return [...cliCodes(), ...doctorCodes(), ...platformCodes()]
}

function doctorCodes(): Explained[] {
  return checks.map(({ name, about, why }) => ({
    code: name,
    from: 'doctor',
    title: `Healthy: ${about}`,
    status: null,
    exitCode: exitCodes.unhealthy,
    cause: why,
    remedy: `azora doctor ${name}`,
    operations: [],
  }))
}

function cliCodes(): Explained[] {
  const codes: Readonly<Record<string, Failure>> = failures
  return Object.entries(codes).map(([code, { cause, remedy, exit }]) => ({
    code,
    from: 'cli',
    title: cause,
    status: null,
    exitCode: exitCodes[exit],
    cause,
    remedy,
    operations: [],
  }))
}

function platformCodes(): Explained[] {
  const found = new Map<string, { problem: ProblemClass; operations: string[] }>()
  for (const { contract, operation } of callables()) {
    for (const problem of operation.problems) {
      const entry = found.get(problem.code) ?? { problem, operations: [] }
      entry.operations.push(`${contract.name}.${operation.id}`)
      found.set(problem.code, entry)
    }
  }
  return [...found.values()].map(({ problem, operations }) => problemCode(problem, operations))
}

function problemCode({ code, status, title }: ProblemClass, operations: string[]): Explained {
  const advice = adviceOn(status)
  return { code, from: 'platform', title, status, operations, ...advice }
}

function adviceOn(status: number): Pick<Explained, 'cause' | 'remedy' | 'exitCode'> {
  const known = STATUSES[status] ?? (status >= 500 ? STATUSES[500] : STATUSES[400])
  const { cause, remedy, exit } = known ?? { cause: '', remedy: '', exit: 'failure' as const }
  return { cause, remedy, exitCode: exitCodes[exit] }
}

/** What each status says about who has to do what. */
const STATUSES: Readonly<Record<number, Failure>> = {
  400: {
    cause: 'The request is not one the operation takes.',
    remedy: 'Add --help to the call.',
    exit: 'failure',
  },
  401: {
    cause: 'Nobody is signed in, or the session has ended.',
    remedy: 'azora login --as learner',
    exit: 'forbidden',
  },
  403: { cause: 'Whoever is signed in may not do this.', remedy: 'azora whoami', exit: 'forbidden' },
  404: {
    cause: 'It does not exist, or not for whoever is signed in.',
    remedy: 'Check the id by the list operation.',
    exit: 'notFound',
  },
  408: { cause: 'The request took too long to arrive.', remedy: 'Try again.', exit: 'timeout' },
  409: {
    cause: 'The state it is in does not allow that.',
    remedy: 'Read it again, then decide.',
    exit: 'failure',
  },
  412: {
    cause: 'Somebody else has changed it meanwhile.',
    remedy: 'Read it again and send its new version by --if-match.',
    exit: 'failure',
  },
  422: {
    cause: 'The request is well formed and yet impossible.',
    remedy: 'Read the detail: it names the value.',
    exit: 'failure',
  },
  428: {
    cause: 'A change must say which version it is based on.',
    remedy: 'Add --if-match VERSION.',
    exit: 'failure',
  },
  429: {
    cause: 'More calls than the operation allows within its window.',
    remedy: 'Wait for as long as Retry-After says.',
    exit: 'failure',
  },
  500: { cause: 'The service failed, not the request.', remedy: 'azora logs --level error', exit: 'failure' },
  503: {
    cause: 'The service, or something it needs, is not there.',
    remedy: 'azora health',
    exit: 'failure',
  },
  504: { cause: 'The service did not answer in time.', remedy: 'azora health', exit: 'timeout' },
}
