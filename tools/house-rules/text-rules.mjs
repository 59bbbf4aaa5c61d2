import { isCode } from './source-tree.mjs'

const isTestCode = file => file.isTest && isCode(file)
const isProduct = file => /^(packages|services|templates)\//.test(file.path) && isCode(file)

/** Rules that one line breaks by itself. */
const RULES = [
  {
    applies: isCode,
    pattern: /^import\s+(?!type\s+\*|\*)[^'"]*from\s+['"]zod['"]/,
    message: "write `import * as z from 'zod'`: the other forms drag all of zod into browser bundles.",
  },
  {
    applies: () => true,
    pattern: /(?<![\w.:/])\/(?:home\/\w+|Users\/\w+|work\/\w+|root\/\w+)(?![\w.]*:)|[A-Z]:\\\\?Users\\/,
    message: 'a path of one machine: use a path relative to the repository, or a temporary folder.',
  },
  {
    applies: () => true,
    pattern: /registry\.(?:npmjs|yarnpkg)\.(?:org|com)|npm\.pkg\.github\.com|\/artifactory\//i,
    message: 'the address of a package registry: whoever installs decides where packages come from.',
  },
  {
    applies: isCode,
    pattern: /(?:\/\/|\/?\*|#)\s*(?:TODO|FIXME|XXX|HACK)\b(?!\s*\(?#\d+)/,
    message: 'a task nobody will find: write the number of its issue, `TODO(#12): …`.',
  },
  {
    applies: isCode,
    pattern: /import\.meta\.url\)\.pathname/,
    message: 'a path that breaks in folders with a space: use import.meta.dirname, or fileURLToPath.',
  },
  {
    applies: isTestCode,
    pattern:
      /new Promise(?:<\w+>)?\(\s*\(?\w+\)?\s*=>\s*setTimeout\(|\bsetTimeout\b.*from ['"](?:node:)?timers\/promises['"]|\bsleep\(/,
    message:
      'a sleep in a test: wait for the fact itself (vi.waitFor, expect.poll, an event) or move the injected clock.',
  },
  {
    applies: isTestCode,
    pattern: /\blisten\(\s*\d{2,}/,
    message: 'a fixed port in a test: listen on port 0 and ask which one it became.',
  },
  {
    applies: isTestCode,
    pattern: /\bretry:\s*[1-9]|\bretries:\s*[1-9]\d*\s*[,}].*vitest/,
    message: 'a test that is retried hides what is wrong: find out why it fails.',
  },
  {
    applies: isTestCode,
    pattern: /\b(?:test|it)(?:\.\w+)?\(\s*['"`][^'"`]*\bshould\b/,
    message: 'a test is named after a fact: "a second refresh is refused", without "should".',
  },
  {
    applies: isProduct,
    pattern: /@ts-ignore|@ts-nocheck|(?:eslint|oxlint)-disable(?!-next-line|-line)/,
    message:
      'silences a whole file or an unknown fault: solve it, or name the one rule on the one line with the reason.',
  },
]
const EXEMPT = /^tools\/house-rules\//

export function textRules({ files }) {
  return files
    .filter(({ path }) => !EXEMPT.test(path))
    .flatMap(file => {
      const rules = RULES.filter(({ applies }) => applies(file))
      return file.lines.flatMap((text, index) =>
        rules
          .filter(({ pattern }) => pattern.test(text))
          .map(({ message }) => ({ file: file.path, line: index + 1, message })),
      )
    })
}
