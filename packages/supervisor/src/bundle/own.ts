/** Whether a source is the checkout's own rather than installed. */
export function isOwn(path: string): boolean {
  return !path.includes('node_modules/')
}
