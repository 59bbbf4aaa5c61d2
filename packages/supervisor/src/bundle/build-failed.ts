/** Sources that do not build; the message is esbuild's, with file and line. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed'
}
