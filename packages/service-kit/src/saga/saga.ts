import type * as z from 'zod'
import { type Shape, textOf } from './shape.js'
import { type Step, type StepOptions, stepOf } from './step.js'

/** What replies carry, by the names of the steps that await them. */
export type Replies = Readonly<Record<string, z.ZodType>>

/** The options of {@link saga}. */
export interface SagaOptions<Input extends z.ZodType, Awaited extends Replies> {
  /** What it is started with. Kept for 30 days after its end: ids rather than what is known about people. */
  input: Input
  /** The steps that end by a reply rather than by themselves, with what the reply carries. */
  replies?: Awaited
  /** Raise it when steps of the same names no longer mean the same. Default 1. */
  version?: number
  /** How long it may take until it is completed; then it turns around. Default: for ever. */
  deadlineMs?: number
}

/** What a saga is known by to those who start it and reply to it. */
export interface SagaIdentity<Input extends z.ZodType = z.ZodType, Awaited extends Replies = Replies> {
  readonly name: string
  readonly input: Input
  readonly replies: Awaited
}

/** A declared saga: what a service's `sagas` consists of. */
export interface Saga extends SagaIdentity, Shape {
  readonly stages: readonly (readonly Step[])[]
  /** Its steps as they are kept with everything that is under way. */
  readonly shape: string
  readonly deadlineMs: number | undefined
}

/** What a step comes to: its reply where one is awaited, else what it returns. */
export type OutcomeOf<Awaited, Name, Result> = Name extends keyof Awaited
  ? Awaited[Name] extends z.ZodType
    ? z.infer<Awaited[Name]>
    : never
  : Result

const NAME = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/

/**
 * Declares a process of several steps that are all done, or undone. What it is started with stands here; its steps follow where
 * what they use is known, like the handlers of a contract's routes.
 *
 * @param name `<service>.<process>`, which stays.
 * @example
 * export const order = saga('shop.order', { input: z.object({ orderId: z.uuid() }) })
 *
 * export const orderSaga = ({ stock, wallet }: Use) =>
 *   order
 *     .step('reserve', { run: ({ input, key }) => stock.reserve(input.orderId, key), compensate: ({ runKey }) => stock.free(runKey) })
 *     .step('charge', { run: ({ input, done, key }) => wallet.charge(input.orderId, done.reserve.price, key) })
 */
export function saga<Input extends z.ZodType, const Awaited extends Replies = Record<never, never>>(
  name: string,
  options: SagaOptions<Input, Awaited>,
): SagaDeclaration<Input, Awaited> {
  if (!NAME.test(name)) throw new TypeError(`${name} is no saga's name: <service>.<process>`)
  return new SagaDeclaration(name, options)
}

/** A saga without its steps. See {@link saga}. */
export class SagaDeclaration<Input extends z.ZodType, Awaited extends Replies>
  implements SagaIdentity<Input, Awaited>
{
  readonly name: string
  readonly input: Input
  readonly replies: Awaited
  readonly version: number
  readonly deadlineMs: number | undefined

  constructor(name: string, options: SagaOptions<Input, Awaited>) {
    const { input, replies, version = 1, deadlineMs } = options
    this.name = name
    this.input = input
    this.replies = replies ?? ({} as Awaited)
    this.version = version
    this.deadlineMs = deadlineMs
  }

  /** The first step. */
  step<const Name extends string, Result>(
    name: Name,
    options: StepOptions<z.infer<Input>, unknown, Result, OutcomeOf<Awaited, Name, Result>>,
  ): SagaSteps<Input, Awaited, unknown, Readonly<Record<Name, OutcomeOf<Awaited, Name, Result>>>> {
    return new SagaSteps(this, [[stepOf(name, options, this.replies[name])]])
  }
}

/** A saga with its steps so far; `Done` has what steps of earlier stages come to, `Stage` what those of the last do. */
export class SagaSteps<Input extends z.ZodType, Awaited extends Replies, Done, Stage> implements Saga {
  readonly stages: readonly (readonly Step[])[]
  readonly #declaration: SagaDeclaration<Input, Awaited>

  constructor(declaration: SagaDeclaration<Input, Awaited>, stages: readonly (readonly Step[])[]) {
    const names = stages.flat().map(({ name }) => name)
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice) throw new TypeError(`${declaration.name} has two steps of the name ${twice}`)
    this.#declaration = declaration
    this.stages = stages
  }

  get name(): string {
    return this.#declaration.name
  }

  get input(): Input {
    return this.#declaration.input
  }

  get replies(): Awaited {
    return this.#declaration.replies
  }

  get version(): number {
    return this.#declaration.version
  }

  get deadlineMs(): number | undefined {
    return this.#declaration.deadlineMs
  }

  get shape(): string {
    return textOf(this)
  }

  /** A step that begins when all before it are done, and is undone before they are. */
  step<const Name extends string, Result>(
    name: Name,
    options: StepOptions<z.infer<Input>, Done & Stage, Result, OutcomeOf<Awaited, Name, Result>>,
  ): SagaSteps<Input, Awaited, Done & Stage, Readonly<Record<Name, OutcomeOf<Awaited, Name, Result>>>> {
    return new SagaSteps(this.#declaration, [
      ...this.stages,
      [stepOf(name, options, this.#declaration.replies[name])],
    ])
  }

  /** A step in parallel with the one before it. What comes after waits for both. */
  alongside<const Name extends string, Result>(
    name: Name,
    options: StepOptions<z.infer<Input>, Done, Result, OutcomeOf<Awaited, Name, Result>>,
  ): SagaSteps<Input, Awaited, Done, Stage & Readonly<Record<Name, OutcomeOf<Awaited, Name, Result>>>> {
    const last = this.stages.at(-1) ?? []
    const beside = stepOf(name, options, this.#declaration.replies[name])
    return new SagaSteps(this.#declaration, [...this.stages.slice(0, -1), [...last, beside]])
  }
}
