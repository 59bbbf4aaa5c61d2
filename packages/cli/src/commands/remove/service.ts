import { argument, defineCommand, flag } from '../../command.js'
import type { RemovedServiceDocument } from '../../documents/scaffold.js'
import { verbOf } from '../../scaffold/change.js'
import { changesText } from '../../scaffold/view.js'

/** `azora remove service` */
export const removeService = defineCommand({
  summary: 'Undo `azora new service`: its files, and everything wired for it',
  description:
    'Only services made by `azora new` can be removed, and only while no other service needs them. Its database stays, with its data; `azora db reset` empties one.',
  args: { name: argument.required('the service', 'service') },
  flags: {
    yes: flag.switch('do not ask for the name back', { short: 'y' }),
    force: flag.switch('also when its files were worked on since'),
    dryRun: flag.switch('show what would go, and change nothing'),
  },
  examples: [
    'azora remove service invoices',
    'azora remove service invoices --yes',
    'azora remove service invoices --dry-run --json',
  ],
  document: () => import('../../documents/scaffold.js').then(file => file.RemovedServiceDocument),

  async run({ name, yes, force, dryRun }, { root, ask }): Promise<RemovedServiceDocument> {
    const { planRemoval, dropDerived } = await import('../../scaffold/removal.js')
    const { changes, workedOn } = await planRemoval(root, name)
    const files = changes.map(change => ({ path: change.path, change: verbOf(root, change) }))
    if (dryRun) return { service: name, dryRun, files }
    if (workedOn.length > 0 && !force) await refuseWorkedOn(name, workedOn)
    if (!yes && !force) await (await ask()).nameBack(`This removes ${name} and its files.`, name)
    const { applyAll } = await import('../../scaffold/journal.js')
    applyAll(root, changes)
    dropDerived(root, name)
    return { service: name, dryRun, files }
  },
  view: ({ service, dryRun, files }, look) =>
    changesText(files, look, {
      title: dryRun ? `Removing ${service} would change these files` : `${service} is gone`,
      next: [],
    }),
})

async function refuseWorkedOn(name: string, faults: readonly string[]): Promise<never> {
  const { UserError } = await import('../../exit.js')
  throw new UserError('worked-on', `Files of ${name} were worked on since it was scaffolded`, { faults })
}
