import * as z from 'zod'

/** What of a declaration a saga under way depends on: which steps there are, in which order, and what is expected of each. */
export interface Shape {
  version: number
  stages: readonly (readonly ShapeOfStep[])[]
}

/** A step as far as its place in the order goes. */
export interface ShapeOfStep {
  name: string
  awaits: boolean
  compensates: boolean
}

const Steps = z.object({ stages: z.array(z.array(z.object({ name: z.string() }))) })

/** The shape as it is stored with a saga and compared: the same declaration always has the same text. */
export function textOf({ version, stages }: Shape): string {
  const plain = stages.map(stage =>
    stage.map(({ name, awaits, compensates }) => ({ name, awaits, compensates })),
  )
  return JSON.stringify({ version, stages: plain })
}

/** The names of the steps in a stored shape, in their order; none before a saga is begun. */
export function namesIn(shape: string | null): string[] {
  if (shape === null) return []
  return Steps.parse(JSON.parse(shape)).stages.flatMap(stage => stage.map(({ name }) => name))
}
