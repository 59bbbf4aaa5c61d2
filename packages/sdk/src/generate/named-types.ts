import * as z from 'zod'
import { docLine } from './literal-text.js'
import { childrenOf, defOf, type Schema } from './schema-def.js'
import { type Side, sidesDiffer } from './sides.js'
import { fieldsText, structureText, type TypeContext, typeText } from './type-text.js'

interface Named {
  schema: Schema
  sides: Set<Side>
}

const STRUCTURED = new Set(['object', 'union', 'intersection'])
const idOf = (schema: Schema) => z.globalRegistry.get(schema)?.id
const aboutOf = (schema: Schema) => z.globalRegistry.get(schema)?.description

/**
 * The declared types of one service: schemas by their `id`, and the parts of operations that have none by the name they
 * are given. A schema whose input differs from its output is declared twice where both are used: `Course`, `CourseInput`.
 */
export class NamedTypes {
  readonly #byName = new Map<string, Named>()
  readonly #reserved: ReadonlySet<string>

  /** @param reserved Names that the generated module uses for itself. */
  constructor(reserved: Iterable<string>) {
    this.#reserved = new Set(reserved)
  }

  /** Notes that a schema is used on a side. Without an id, an object or union is declared under `name`. */
  add(schema: Schema, side: Side, name: string): void {
    if (this.#isNamedByUse(schema)) this.#declare(name, schema, side)
    this.#visit(schema, side, new Set())
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** How the type of an added schema is referred to. Names are final once all schemas were added. */
  reference(schema: Schema, side: Side, name: string): string {
    return this.#isNamedByUse(schema) ? this.#name(name, side) : typeText(schema, this.#context(side))
  }

  /** Declarations in the order of their names. */
  declarations(): string[] {
    return [...this.#byName.entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, named]) =>
        this.#sidesOf(named).map(side => this.#declaration(name, named.schema, side)),
      )
  }

  #isNamedByUse(schema: Schema): boolean {
    return idOf(schema) === undefined && STRUCTURED.has(defOf(schema).type)
  }

  #visit(schema: Schema, side: Side, seen: Set<Schema>): void {
    if (seen.has(schema)) return
    seen.add(schema)
    const id = idOf(schema)
    if (id !== undefined) this.#declare(id, schema, side)
    const { type, in: input, out: output } = defOf(schema)
    const children = type === 'pipe' ? [side === 'input' ? input : output] : childrenOf(schema)
    for (const child of children) if (child) this.#visit(child, side, seen)
  }

  #declare(name: string, schema: Schema, side: Side): void {
    if (this.#reserved.has(name))
      throw new TypeError(`the generated client needs the name ${name} itself: give that schema another id`)
    const known = this.#byName.get(name) ?? { schema, sides: new Set() }
    if (known.schema !== schema) throw new TypeError(`two schemas are called ${name}`)
    known.sides.add(side)
    this.#byName.set(name, known)
  }

  #sidesOf({ schema, sides }: Named): Side[] {
    const used: Side[] = (['output', 'input'] as const).filter(side => sides.has(side))
    return sidesDiffer(schema) ? used : used.slice(0, 1)
  }

  #name(id: string, side: Side): string {
    const named = this.#byName.get(id)
    return side === 'input' && named && this.#sidesOf(named).length === 2 ? `${id}Input` : id
  }

  #context(side: Side): TypeContext {
    const nameOf = (schema: Schema) => {
      const id = idOf(schema)
      return id === undefined ? undefined : this.#name(id, side)
    }
    return { side, nameOf, aboutOf }
  }

  #declaration(base: string, schema: Schema, side: Side): string {
    const name = this.#name(base, side)
    const context = this.#context(side)
    const about = aboutOf(schema)
    const def = defOf(schema)
    const text =
      def.type === 'object'
        ? `export interface ${name} {\n${fieldsText(def, context)}}\n`
        : `export type ${name} = ${structureText(schema, context)}\n`
    return `${about ? docLine(about) : ''}${text}`
  }
}
