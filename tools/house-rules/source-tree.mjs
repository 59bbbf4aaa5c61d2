import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const TEXT = /\.(ts|tsx|mjs|cjs|js|json|jsonc|md|ya?ml|prisma|sql|html|css|sh)$|(^|\/)[^.]+$/
const NOT_OURS = /(^|\/)(generated|dist|fixtures\/large)\/|package-lock\.json$|\.snapshot\.json$|^LICENSE$/
const MAX_BYTES = 1_000_000

/**
 * The text files of a repository that people write: tracked ones and new ones, without what tools generate.
 *
 * @param {string} root
 * @returns {Tree}
 *
 * @typedef {{ path: string, text: string, lines: string[], isTest: boolean }} SourceFile
 * @typedef {{ root: string, files: SourceFile[] }} Tree
 */
export function readTree(root) {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  const files = [...new Set(listed.split('\n'))]
    .filter(path => path && TEXT.test(path) && !NOT_OURS.test(path) && isReadable(join(root, path)))
    .map(path => sourceFile(path, readFileSync(join(root, path), 'utf8')))
  return { root, files }
}

/** @returns {SourceFile} */
export function sourceFile(path, text) {
  return { path, text, lines: text.split('\n'), isTest: isTestFile(path) }
}

const isReadable = path => existsSync(path) && statSync(path).isFile() && statSync(path).size < MAX_BYTES

/** Test files, what only tests use, and the suites beside them. */
function isTestFile(path) {
  return /\.test(-d)?\.\w+$|(^|\/)vitest[.-][\w.-]+$|(^|\/)(test|tests|e2e|fixtures)\//.test(path)
}

/** Code of ours, by its ending. */
export const isCode = ({ path }) => /\.(ts|tsx|mts|mjs|cjs)$/.test(path)
