import { MethodNotAllowed, NotFound } from '@azora/contracts'

/** A route found for a request, with the text of its path parameters. */
export interface Match<Target> {
  target: Target
  params: Record<string, string>
}

interface Node<Target> {
  literals: Map<string, Node<Target>>
  parameter: Node<Target> | undefined
  methods: Map<string, { target: Target; names: readonly string[] }>
}

const node = <Target>(): Node<Target> => ({ literals: new Map(), parameter: undefined, methods: new Map() })

/** What to route: `{ method: 'GET', path: '/v1/courses/{courseId}', target }`. */
export interface Routed<Target> {
  method: string
  path: string
  target: Target
}

/** Finds routes by method and path in one walk over the path's segments; literal segments win over parameters. */
export class RouteMatcher<Target> {
  readonly #root = node<Target>()

  constructor(routes: Iterable<Routed<Target>>) {
    for (const route of routes) this.#add(route)
  }

  /** @throws NotFound for an unknown path, MethodNotAllowed (with `Allow`) for a known one with another method. */
  match(method: string, path: string): Match<Target> {
    const values: string[] = []
    const found = find(this.#root, { segments: path.split('/'), values }, 1)
    if (!found) throw new NotFound(`There is no ${path}.`)
    const route = found.methods.get(method) ?? (method === 'HEAD' ? found.methods.get('GET') : undefined)
    if (!route) throw notAllowed(method, path, [...found.methods.keys()])
    return { target: route.target, params: paramsOf(route.names, values) }
  }

  #add({ method, path, target }: Routed<Target>): void {
    const names: string[] = []
    let at = this.#root
    for (const segment of path.split('/').slice(1)) {
      if (segment.startsWith('{')) {
        names.push(segment.slice(1, -1))
        at = at.parameter ??= node()
      } else {
        const next: Node<Target> = at.literals.get(segment) ?? node()
        at.literals.set(segment, next)
        at = next
      }
    }
    at.methods.set(method, { target, names })
  }
}

/** Where a walk over a path stands. */
interface Walk {
  segments: readonly string[]
  /** What stood where the path so far has parameters. */
  values: string[]
}

function find<Target>(from: Node<Target>, walk: Walk, depth: number): Node<Target> | undefined {
  const segment = walk.segments[depth]
  if (segment === undefined) return from.methods.size > 0 ? from : undefined
  const literal = from.literals.get(segment)
  return (literal && find(literal, walk, depth + 1)) ?? findBelowParameter(from, walk, depth)
}

function findBelowParameter<Target>(from: Node<Target>, walk: Walk, depth: number): Node<Target> | undefined {
  const segment = walk.segments[depth]
  if (!from.parameter || !segment) return undefined
  walk.values.push(segment)
  const below = find(from.parameter, walk, depth + 1)
  if (!below) walk.values.pop()
  return below
}

function paramsOf(names: readonly string[], values: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {}
  for (let at = 0; at < names.length; at++) params[names[at] ?? ''] = decoded(values[at] ?? '')
  return params
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new NotFound('The path holds an escape that is not UTF-8.')
  }
}

function notAllowed(method: string, path: string, known: string[]) {
  const allow = (known.includes('GET') ? [...known, 'HEAD'] : known).toSorted().join(', ')
  return new MethodNotAllowed(`${path} does not take ${method}; it takes ${allow}.`, { headers: { allow } })
}
