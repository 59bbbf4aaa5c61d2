const SOURCE_COMMENT = /^\/\/ ((?:[\w@.-]+\/)*[\w@.-]+\.(?:[cm]?[jt]s))$/

/** Finds the source of a line of a bundle: esbuild writes a comment with the path before each module. */
export function sourcesByLine(bundle) {
  let current = '(bundle)'
  const sources = bundle.map(line => (current = SOURCE_COMMENT.exec(line)?.[1] ?? current))
  return lineNumber => sources[lineNumber] ?? '(bundle)'
}
