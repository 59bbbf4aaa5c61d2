import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const LINK = /\[[^\]]*\]\(<?([^)\s>]+)>?\)/g
const FENCED = /^( *)```[^]*?^\1```/gm

/** Links within the repository that lead nowhere, as `file: target`. @param {string[]} files @returns {string[]} */
export function linkFaults(root, files) {
  return files.flatMap(file =>
    targetsIn(readFileSync(join(root, file), 'utf8'))
      .filter(target => !leads(root, file, target))
      .map(target => `${file}: ${target}`),
  )
}

function targetsIn(markdown) {
  return [...markdown.replace(FENCED, '').matchAll(LINK)]
    .map(([, target]) => target)
    .filter(target => !/^[a-z]+:/.test(target))
}

function leads(root, file, target) {
  const [path, anchor] = target.split('#')
  const full = path ? join(root, dirname(file), decodeURI(path)) : join(root, file)
  if (!existsSync(full)) return false
  return !anchor || !full.endsWith('.md') || headingsIn(readFileSync(full, 'utf8')).has(anchor)
}

/** Headings as GitHub names them in addresses. */
function headingsIn(markdown) {
  const headings = [...markdown.replace(FENCED, '').matchAll(/^#+ (.*)$/gm)].map(([, text]) => text)
  return new Set(
    headings.map(text =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
