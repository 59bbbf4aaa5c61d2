import { isProblem, type ProblemClass } from '@azora/contracts'
import { ServiceNotReached } from '@azora/contracts/nexus'
import type { Gathered, Told } from './fleet.js'

/** Null in place of the problem that says that a service does not have what is looked for. */
export async function unless<Answer>(
  absent: ProblemClass,
  asked: PromiseLike<Answer>,
): Promise<{ found: Answer } | null> {
  try {
    return { found: await asked }
  } catch (error) {
    if (isProblem(error) && error.code === absent.code) return null
    throw error
  }
}

/** The one answer of the service that has it. @throws the problem, or ServiceNotReached if some were not asked */
export function foundIn<Answer>(
  { told, silent }: Gathered<{ found: Answer } | null>,
  absent: ProblemClass,
): Told<Answer> {
  const [one] = told.flatMap(({ service, answer }) => (answer ? [{ service, answer: answer.found }] : []))
  if (one) return one
  if (silent.length === 0) throw new absent()
  throw new ServiceNotReached(`It may be in ${silent.map(({ service }) => service).join(', ')}.`)
}
