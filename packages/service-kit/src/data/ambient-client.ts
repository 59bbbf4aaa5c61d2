/**
 * A client that is the current transaction wherever there is one. Repositories may keep it: within a transaction their
 * reads see what it wrote and take no second connection, which could wait for ever on a pool that is all transactions.
 */
export function ambientClient<Client extends object>(client: Client, current: () => object | null): Client {
  return new Proxy(client, {
    get(target, property) {
      const transaction = current()
      const source = transaction && property in transaction ? transaction : target
      const value: unknown = Reflect.get(source, property, source)
      return typeof value === 'function' ? value.bind(source) : value
    },
  })
}
