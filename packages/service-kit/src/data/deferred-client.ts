/** A call on a Prisma client that is still to come. */
type Call = (client: object) => unknown

/** Makes a call once there is a client. */
type Run = (call: Call) => Promise<unknown>

/** A client's own life, of which a transaction has nothing. */
const LIFE = ['$connect', '$disconnect', '$on', '$use', '$extends'] as const

/** The client inside a transaction: the same models, raw SQL, no life of its own. */
export type TransactionOf<Client> = Omit<Client, (typeof LIFE)[number]>

const life: ReadonlySet<string | symbol> = new Set(LIFE)

/**
 * Stands for a client that is only made when something is asked of it. What is asked returns what Prisma's own would: a promise
 * that runs when it is awaited, with the relations that can be followed from it.
 *
 * @param shape A client with the same members.
 * @param own What it can do by itself.
 * @param run Makes the calls.
 */
export function deferredClient<Client extends object>(
  shape: Client,
  own: Readonly<Record<string, unknown>>,
  run: Run,
): Client {
  const members = new Map<string | symbol, unknown>(Object.entries(own))
  return new Proxy(shape, {
    has: (_, property) => !life.has(property) && property in shape,
    get(_, property) {
      if (!members.has(property)) members.set(property, memberOf(Reflect.get(shape, property), property, run))
      return members.get(property)
    },
  })
}

function memberOf(like: unknown, property: string | symbol, run: Run): unknown {
  const of = (client: object) => Reflect.get(client, property) as object
  if (typeof like === 'function')
    return (...args: unknown[]) => deferred(client => called(client, property, args), run)
  if (typeof like !== 'object' || like === null) return like
  return new Proxy(like, {
    get: (_, method) =>
      typeof Reflect.get(like, method) === 'function'
        ? (...args: unknown[]) => deferred(client => called(of(client), method, args), run)
        : Reflect.get(like, method),
  })
}

function called(on: object, method: string | symbol, args: unknown[]): object {
  return (Reflect.get(on, method) as (...args: unknown[]) => object).apply(on, args)
}

function deferred(call: Call, run: Run): unknown {
  let running: Promise<unknown> | undefined
  const result = () => (running ??= run(call))
  return new Proxy(Promise.prototype, {
    get(promise, property) {
      if (property === Symbol.toStringTag) return 'PrismaPromise'
      if (property in promise) return (...args: unknown[]) => called(result(), property, args)
      return (...args: unknown[]) => deferred(client => called(call(client) as object, property, args), run)
    },
  })
}
