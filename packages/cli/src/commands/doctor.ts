import { argument, defineCommand } from '../command.js'
import type { DoctorDocument } from '../documents/doctor.js'
import { UserError } from '../exit.js'
import { exitCodes } from '../exit-codes.js'
import type { Look } from '../look.js'

const HOST_PATIENCE_MS = 800

/** `azora doctor` */
export const doctor = defineCommand({
  summary: 'Look for what is wrong here, and say what helps',
  description: 'Exits 6 if anything is. Warnings are things the platform copes with.',
  args: { checks: argument.rest('only these checks; none named: all') },
  examples: ['azora doctor', 'azora doctor ports migrations', 'azora doctor --json'],
  document: () => import('../documents/doctor.js').then(file => file.DoctorDocument),
  // That it cannot be read is one of the findings.
  toleratesConfiguration: true,

  async run({ checks: names }, context): Promise<DoctorDocument> {
    const [{ checks }, { examine, within }] = await Promise.all([
      import('../doctor/checks.js'),
      import('../doctor/examine.js'),
    ])
    const known = checks.map(check => check.name)
    const unknown = names.find(name => !known.includes(name))
    if (unknown !== undefined) {
      throw new UserError('usage', `There is no check ${unknown}`, {
        why: `The checks are ${known.join(', ')}.`,
      })
    }
    // A host that cannot be reached, or does not answer, is a finding, not the end.
    const asked = (await context.platform()).status().catch(() => null)
    const status = await within(HOST_PATIENCE_MS, asked, null)
    const wanted = names.length === 0 ? checks : checks.filter(check => names.includes(check.name))
    return examine({ root: context.root, context, status }, wanted)
  },

  view: ({ ok, checks }, look) =>
    [
      look.table(
        ['', 'check', 'found'],
        checks.map(check => [mark(check, look), look.bold(check.name), foundText(check, look)]),
      ),
      '',
      ok
        ? look.good('Nothing is wrong.')
        : look.bad(`${checks.filter(check => !check.ok).length} things are wrong.`),
    ].join('\n'),
  exit: ({ ok }) => (ok ? exitCodes.ok : exitCodes.unhealthy),
})

type Row = DoctorDocument['checks'][number]

function mark({ verdict }: Row, { good, warn, bad, dim }: Look) {
  return { good: good('good'), warning: warn('mind'), bad: bad('bad'), skipped: dim('skip') }[verdict]
}

function foundText({ detail, remedy, verdict }: Row, { dim, accent }: Look) {
  if (verdict === 'skipped') return dim(detail)
  return remedy === null ? detail : `${detail}  ${dim('do')} ${accent(remedy)}`
}
