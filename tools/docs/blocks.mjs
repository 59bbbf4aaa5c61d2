import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A fenced block of a Markdown file: what stands after the fence (`ts fragment`), where its text begins, and the text.
 *
 * @typedef {{ file: string, line: number, info: string[], text: string }} Block
 */

/** The Markdown files of a repository that people write or read; change notes are written for one release. @returns {string[]} */
export function documentsOf(root) {
  return execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(file => file && !file.startsWith('.changeset/'))
}

/** Every fenced block of a document. @returns {Block[]} */
export function blocksOf(root, file) {
  return blocksIn(readFileSync(join(root, file), 'utf8'), file)
}

const FENCE = /^( *)```(.*)$/

/** Every fenced block of a text. @returns {Block[]} */
export function blocksIn(markdown, file) {
  const blocks = []
  let open = null
  for (const [index, line] of markdown.split('\n').entries()) {
    const [, , after] = FENCE.exec(line) ?? []
    if (after === undefined) open?.lines.push(line)
    else if (open) {
      blocks.push({ file, line: open.line, info: open.info, text: open.lines.join('\n') })
      open = null
    } else open = { line: index + 2, info: after.trim().split(/\s+/), lines: [] }
  }
  return blocks
}
