import { fileNames } from './file-names.mjs'
import { importDirections } from './import-directions.mjs'
import { innerBarrels } from './inner-barrels.mjs'
import { readTree } from './source-tree.mjs'
import { spelling } from './spelling.mjs'
import { textRules } from './text-rules.mjs'

/** Each rule takes the tree and gives its findings. */
const RULES = [importDirections, innerBarrels, fileNames, spelling, textRules]

/**
 * Every breach of the house rules in a repository, by file and line.
 *
 * @param {string} root
 * @returns {{ file: string, line: number, message: string }[]}
 */
export function brokenRules(root) {
  const tree = readTree(root)
  return RULES.flatMap(rule => rule(tree)).toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
}
