import { readFile } from 'node:fs/promises'
import { commandOf } from '@azora/supervisor'
import * as z from 'zod'
import { journalPath } from '../../../bin/recovery.mjs'
import { bad, type Check, good } from '../check.js'
import { quoted } from '../remedies.js'

const Journal = z.object({ pid: z.int(), entries: z.array(z.object({ path: z.string() })) })

const SCAFFOLDS = /(^|[ /])azora(\.mjs)? (new|remove)\b/

/** No change to the tree was left half done. */
export const scaffold: Check = {
  name: 'scaffold',
  about: 'no scaffolding was left half done',
  why: 'What azora new changes it first writes down, and the next command undoes it if it died. A damaged note stays.',
  async run({ root }) {
    const path = journalPath(root)
    const text = await readFile(path, 'utf8').catch(() => null)
    if (text === null) return good('none is under way')
    const journal = parsed(text)
    if (!journal)
      return bad(`${path} cannot be read, so nothing was undone`, `git status --short && rm ${quoted(path)}`)
    const command = await commandOf(journal.pid)
    if (SCAFFOLDS.test(command)) return good(`process ${journal.pid} changes ${journal.entries.length} files`)
    return bad(
      `${journal.entries.length} files were being changed by process ${journal.pid}, which is another program now`,
      `git status --short && rm ${quoted(path)}`,
    )
  },
}

function parsed(text: string) {
  try {
    return Journal.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
