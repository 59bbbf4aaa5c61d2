import { type Access, type Method, readerOf } from '@azora/contracts'
import type { DeclaredIntent } from '@azora/contracts/compatibility'
import type { AnnouncedOperation, RouteDocument } from '@azora/service-kit'
import * as z from 'zod'
import { Phrase } from './phrase.js'

/** An operation that can be asked for in words, with how it is asked for and called. */
export class Sayable {
  /** `education.enrollments.enroll` */
  readonly id: string
  readonly service: string
  readonly summary: string
  readonly method: Method
  /** As the service serves it. */
  readonly path: string
  readonly access: Access
  readonly intent: DeclaredIntent
  readonly phrases: readonly Phrase[]
  #check: ((slots: Readonly<Record<string, string>>) => z.ZodSafeParseResult<Slots>) | undefined

  constructor(service: string, operation: AnnouncedOperation, intent: DeclaredIntent) {
    const { id, summary, method, path, access } = operation
    this.id = `${service}.${id}`
    this.service = service
    this.summary = summary
    this.method = method
    this.path = path
    this.access = access
    this.intent = intent
    this.phrases = intent.phrases.map(text => new Phrase(text))
  }

  /** Reads what was said by the types of its fields; what they do not take is a fault. */
  check(said: Readonly<Record<string, string>>): z.ZodSafeParseResult<Slots> {
    // Not before somebody asks for it: a start costs nothing more for a hundred operations.
    this.#check ??= checkOf(this.intent)
    return this.#check(said)
  }
}

/** What fills the fields of an operation. */
export type Slots = Readonly<Record<string, string | number | boolean>>

function checkOf({ slots }: DeclaredIntent) {
  const fields = Object.entries(slots).map(([name, { required, schema }]) => {
    const field = z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema)
    return [name, required ? field : field.optional()] as const
  })
  const all = z.object(Object.fromEntries(fields))
  const read = readerOf(all)
  return (said: Readonly<Record<string, string>>) => all.safeParse(read(said)) as z.ZodSafeParseResult<Slots>
}

/** Every operation that can be asked for in words, of the services there are now. What declares no phrase is not in it. */
export class IntentCatalog {
  #sayables: ReadonlyMap<string, Sayable> = new Map()
  #told = ''
  /** Counts the changes: what was learned from it can tell whether it is stale. */
  revision = 0

  follow({ services }: RouteDocument): void {
    const declared = services.flatMap(({ name, contract }) =>
      (contract?.operations ?? []).flatMap(operation =>
        operation.intent ? [{ service: name, operation, intent: operation.intent }] : [],
      ),
    )
    // The table changes with every process that comes or goes, which says nothing about phrases.
    const told = JSON.stringify(declared)
    if (told === this.#told) return
    this.#told = told
    const sayables = declared.map(({ service, operation, intent }) => new Sayable(service, operation, intent))
    this.#sayables = new Map(sayables.map(sayable => [sayable.id, sayable]))
    this.revision += 1
  }

  find(id: string): Sayable | undefined {
    return this.#sayables.get(id)
  }

  all(): Sayable[] {
    return [...this.#sayables.values()]
  }
}
