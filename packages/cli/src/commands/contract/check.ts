import { defineCommand, flag } from '../../command.js'
import type { ContractCheckDocument } from '../../documents/contract.js'
import { exitCodes } from '../../exit-codes.js'
import type { Look } from '../../look.js'

/** `azora contract check` */
export const check = defineCommand({
  summary: 'Compare the contracts with what was promised; exits 6 on a break',
  description: 'Without --against, snapshots that lag behind count too: accept them by `npm run snapshots`.',
  flags: { against: flag.text('the snapshots of a git revision, such as main', { placeholder: 'REVISION' }) },
  examples: ['azora contract check', 'azora contract check --against main --json'],
  document: () => import('../../documents/contract.js').then(file => file.ContractCheckDocument),

  async run({ against }, { root }): Promise<ContractCheckDocument> {
    const { checkContracts } = await import('../../contract/check.js')
    return checkContracts(root, against)
  },
  view: (document, look) => [...changeLines(document, look), conclusion(document, look)].join('\n'),
  exit: ({ ok }) => (ok ? exitCodes.ok : exitCodes.unhealthy),
})

function changeLines({ changes }: ContractCheckDocument, { bad, dim, bold }: Look) {
  return changes.map(
    ({ breaking, service, where, message }) =>
      `${breaking ? bad('breaks') : dim('adds  ')}  ${bold(service)} ${where}: ${message}`,
  )
}

function conclusion(
  { ok, changes, unaccepted, against }: ContractCheckDocument,
  { good, bad, warn, accent }: Look,
) {
  const broken = changes.filter(change => change.breaking).length
  if (broken > 0)
    return bad(`${broken} broken promises against ${against}: keep the old form beside the new one.`)
  if (ok && unaccepted.length > 0) return warn(`${against} promises nothing of ${unaccepted.join(', ')}.`)
  if (ok) return good(`Every promise in ${against} is kept.`)
  return `${warn(`Snapshots lag behind: ${unaccepted.join(', ')}.`)} Accept them by ${accent('npm run snapshots')}.`
}
