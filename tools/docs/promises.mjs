import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const PROOF = /\]\((?:\.\.\/)*([^)]+)\) › ((?:“[^”]+”(?:, )?)+)/g

/** The tests a document names, as `[file](path) › “test”, “another”`. @returns {{ file: string, test: string }[]} */
export function proofsIn(markdown) {
  return [...markdown.matchAll(PROOF)].flatMap(([, file, names]) =>
    [...names.matchAll(/“([^”]+)”/g)].map(([, test]) => ({ file, test })),
  )
}

/** Those that do not exist, as `file › test`. */
export function proofFaults(root, markdown) {
  return proofsIn(markdown)
    .filter(proof => !exists(root, proof))
    .map(({ file, test }) => `${file} › ${test}`)
}

function exists(root, { file, test }) {
  const path = join(root, file)
  if (!existsSync(path)) return false
  // As a whole string, quoted one way or another.
  const source = readFileSync(path, 'utf8').replaceAll("\\'", "'")
  return ["'", '"', '`'].some(quote => source.includes(quote + test + quote))
}
