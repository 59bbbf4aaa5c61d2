import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { expect } from 'vitest'
import type { WorkspaceCopy } from '../workspace-copy.js'

/** One line of what `azora doctor --json` prints. */
export interface Finding {
  name: string
  verdict: 'good' | 'warning' | 'bad' | 'skipped'
  detail: string
  remedy: string | null
  tookMs: number
}

/** What the doctor has said. */
export interface Diagnosis {
  exitCode: number | undefined
  checks: Finding[]
  /** The names of the checks that found something. */
  red: string[]
  stderr: string
  tookMs: number
}

/** Something that is wrong. */
export interface Fault {
  name: string
  /** The check that has to find it, then those that it makes red as well. */
  red: readonly [string, ...string[]]
  /** What the finding has to say. */
  says?: RegExp
  /** What is red for another reason, which another remedy is for. */
  stays?: string[]
  /** Does the wrong. */
  plant(surgery: Surgery): Promise<Planted | void>
}

/** How it is with a fault that was planted. */
export interface Planted {
  /** Typed before everything else, in the same shell: a fault of the shell’s own. */
  shell?: string
  /** Does what the remedy says where it is no command as it stands; what it returns is typed. Default: the remedy. */
  follow?(remedy: string): Promise<string | void> | string | void
  /** Whether the remedy asks for another shell. */
  newShell?: boolean
  /** Removes what healing leaves behind. */
  clean?(): Promise<void> | void
}

/** A copy of the workspace, and a shell in it that knows `azora`. */
export interface Surgery extends AsyncDisposable {
  copy: WorkspaceCopy
  /** Types lines into a shell in the root of the copy. */
  type(lines: string): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }>
  /** Runs the doctor at the end of a shell’s life. */
  diagnose(lines?: string): Promise<Diagnosis>
}

/** Makes `azora` a word that a shell in the copy knows. */
export function surgeryIn(copy: WorkspaceCopy): Surgery {
  const bin = mkdtempSync(join(tmpdir(), 'azora-bin-'))
  const main = join(copy.root, 'packages/cli/bin/azora.mjs')
  writeFileSync(join(bin, 'azora'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`)
  chmodSync(join(bin, 'azora'), 0o755)
  const PATH = [bin, process.env['PATH']].join(delimiter)
  const type: Surgery['type'] = async lines => {
    const { exitCode, stdout, stderr } = await execa('sh', ['-c', lines], {
      cwd: copy.root,
      env: { PATH, NO_COLOR: '1', XDG_CONFIG_HOME: join(copy.root, 'nothing here') },
      reject: false,
      stdin: 'ignore',
    })
    return { exitCode, stdout, stderr }
  }
  return {
    copy,
    type,
    diagnose: async (lines = '') => {
      const startedAt = performance.now()
      const { exitCode, stdout, stderr } = await type(`${lines}\nazora doctor --json`)
      const tookMs = performance.now() - startedAt
      if (!stdout.startsWith('{')) throw new Error(`the doctor says no document:\n${stdout}\n${stderr}`)
      const { checks }: { checks: Finding[] } = JSON.parse(stdout)
      return { exitCode, checks, red: checks.filter(isRed).map(({ name }) => name), stderr, tookMs }
    },
    [Symbol.asyncDispose]: async () => rmSync(bin, { recursive: true, force: true }),
  }
}

const isRed = ({ verdict }: Finding) => verdict === 'bad' || verdict === 'warning'

/** How a fault was found, and what of it was left after the remedy. */
export interface Treatment {
  found: string[]
  detail: string
  left: string[]
  /** All of it in words, and what the remedy said. */
  words: string
}

/** A fault that was found, alone, and is gone. */
export const cured = ({ red, says = /./, stays = [] }: Fault) => ({
  found: [...red].toSorted(),
  detail: expect.stringMatching(says),
  left: stays,
  words: expect.any(String),
})

/** Plants a fault, has the doctor name it, follows the remedy and has the doctor look again. */
export async function treat(surgery: Surgery, fault: Fault): Promise<Treatment> {
  const planted = (await fault.plant(surgery)) ?? {}
  try {
    const ill = await surgery.diagnose(planted.shell)
    const { detail, remedy } = ill.checks.find(({ name }) => name === fault.red[0]) ?? NOTHING
    const well = await surgery.diagnose(await followed(planted, remedy ?? ''))
    const words = [explained(ill), remedy, well.stderr, explained(well)].join('\n')
    return { found: ill.red.toSorted(), detail, left: well.red, words }
  } finally {
    await planted.clean?.()
  }
}

const NOTHING = { detail: 'not found', remedy: null }

/** What is typed to follow a remedy, in the shell of the fault if not in a new one. */
async function followed({ shell = '', newShell, follow }: Planted, remedy: string) {
  const typed = follow ? await follow(remedy) : remedy
  return `${newShell ? '' : shell}\n{ ${typed || ':'}\n} >&2`
}

function explained({ checks, red }: Diagnosis) {
  return checks.flatMap(({ name, detail }) => (red.includes(name) ? [`${name}: ${detail}`] : [])).join('\n')
}

/** What a shell is told for programs in it to find another machine. */
export function otherMachine(name: string): string {
  // An address, for NODE_OPTIONS is split at the spaces a path may have.
  const seam = pathToFileURL(join(import.meta.dirname, 'other-machine.mjs')).href
  return `export OTHER_MACHINE=${name} NODE_OPTIONS=--import=${seam}`
}
