import { argument, defineCommand } from '../command.js'
import type { ExplainDocument } from '../documents/explain.js'
import { UserError } from '../exit.js'
import type { Look } from '../look.js'

/** `azora explain` */
export const explain = defineCommand({
  summary: 'Explain an error code or a check: what led there, and what helps',
  description:
    'Knows the codes of this command line, the checks of `azora doctor` and every problem a contract declares.',
  args: { code: argument.optional('the code; none: all of them', 'code') },
  examples: [
    'azora explain platform-not-running',
    'azora explain migrations',
    'azora explain course-not-found --json',
    'azora explain',
  ],
  document: () => import('../documents/explain.js').then(file => file.ExplainDocument),

  async run({ code }): Promise<ExplainDocument> {
    const { explanations } = await import('../explain.js')
    const all = explanations()
    if (code === undefined) return { codes: all }
    const codes = all.filter(one => one.code === code)
    if (codes.length > 0) return { codes }
    const { nearest } = await import('@azora/manifest')
    const near = nearest(
      code,
      all.map(one => one.code),
    )
    throw new UserError('unknown-code', `There is no code ${code}${near ? `: did you mean ${near}?` : ''}`)
  },

  view: ({ codes }, look) => {
    const [only, ...others] = codes
    if (only && others.length === 0) return explained(only, look)
    return look.table(
      ['code', 'from', 'what it says'],
      codes.map(({ code, from, status, title }) => [
        look.bold(code),
        status ? `${from} ${status}` : from,
        title,
      ]),
    )
  },
})

function explained(
  { code, status, title, cause, remedy, operations }: ExplainDocument['codes'][number],
  look: Look,
) {
  const heading = `${look.bold(code)}${status ? look.dim(` ${status}`) : ''}`
  const rows: [string, string][] = [
    ['why', cause],
    ['do', look.accent(remedy)],
  ]
  const from = operations.length > 12 ? `${operations.length} operations` : operations.join('\n     ')
  if (operations.length > 0) rows.push(['from', from])
  return `${heading}\n${title === cause ? '' : `${title}\n`}${look.pairs(rows)}`
}
