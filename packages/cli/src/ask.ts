import * as clack from '@clack/prompts'
import { UserError } from './exit.js'
import type { Output } from './output.js'

/** Questions to people. Each names the flag that answers it, for when nobody can be asked. */
export interface Ask {
  text(question: string, flag: string): Promise<string>
  password(question: string, flag: string): Promise<string>
  /** Asks whether to go on. */
  yes(question: string, flag: string): Promise<boolean>
  /** Asks for a name back, before something is destroyed. */
  nameBack(what: string, name: string): Promise<void>
}

/** Asks on the terminal; the questions go to stderr, so that stdout stays data. */
export function askThrough(out: Output, interrupt: () => void): Ask {
  const asked = async <Answer>(flag: string, ask: () => Promise<Answer | symbol>): Promise<Answer> => {
    if (!out.interactive)
      throw new UserError('needs-terminal', `${flag} is needed`, { remedy: `Give ${flag}.` })
    const answer = await ask()
    if (typeof answer !== 'symbol') return answer
    // The prompt reads the keyboard itself: Ctrl-C comes as an answer.
    interrupt()
    throw new UserError('unanswered', 'Nothing was answered')
  }
  const answered = async (flag: string, ask: () => Promise<string | symbol | undefined>) => {
    const answer = await asked(flag, ask)
    if (answer !== undefined && answer !== '') return answer
    throw new UserError('unanswered', 'Nothing was answered')
  }
  const output = process.stderr
  return {
    text: (message, flag) => answered(flag, () => clack.text({ message, output })),
    password: (message, flag) => answered(flag, () => clack.password({ message, output })),
    yes: (message, flag) =>
      asked<boolean>(flag, () => clack.confirm({ message, output, initialValue: false })),
    nameBack: async (what, name) => {
      const message = `${what} Type ${name} to go on:`
      const typed = await answered('--force', () => clack.text({ message, output }))
      if (typed !== name)
        throw new UserError('not-confirmed', `"${typed}" is not ${name}: nothing was changed`)
    },
  }
}
