/** One page of a list. `nextCursor` is null on the last. The contracts' own `Page`, without its schemas. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}
