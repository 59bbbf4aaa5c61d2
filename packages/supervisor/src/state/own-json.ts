/** What a text of JSON holds that this package has written itself, or a process of its own: of the form it was written in. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- who wrote it knows what it is
export function ownJson<T>(text: string): T {
  return JSON.parse(text)
}
