import { argument, defineCommand, flag } from '../../command.js'
import type { Context } from '../../context.js'
import type { NewServiceDocument } from '../../documents/scaffold.js'
import { verbOf } from '../../scaffold/change.js'
import { changesText } from '../../scaffold/view.js'

/** `azora new service` */
export const newService = defineCommand({
  summary: 'Scaffold a service: contract, code, database, tests, SDK, gateway route',
  description:
    'Copies templates/service under the new name and wires it everywhere: contract and snapshot, generated SDK, manifest with a free port and a database, workspace and lockfile. ' +
    'All of it is written, or nothing. A running platform starts the service by itself.',
  args: { name: argument.optional('its name: lower case words joined by hyphens') },
  flags: {
    noun: flag.text('what it keeps, in the singular; by default what its name says', { placeholder: 'NOUN' }),
    plural: flag.text('the plural of the noun, where it is irregular', { placeholder: 'NOUNS' }),
    yes: flag.switch('ask nothing: take the defaults', { short: 'y' }),
    dryRun: flag.switch('show what would be written, and write nothing'),
  },
  examples: [
    'azora new service invoices',
    'azora new service order-desk --noun order --yes',
    'azora new service library --noun book --dry-run --json',
  ],
  document: () => import('../../documents/scaffold.js').then(file => file.NewServiceDocument),

  async run(input, context): Promise<NewServiceDocument> {
    const startedAt = performance.now()
    const { root } = context
    const { planService } = await import('../../scaffold/plan.js')
    const { names, port, changes } = await planService(root, await wanted(input, context))
    const files = changes.map(change => ({ path: change.path, change: verbOf(root, change) }))
    if (!input.dryRun) {
      const { applyAll } = await import('../../scaffold/journal.js')
      applyAll(root, changes)
    }
    const { service, noun, nouns: plural } = names
    return {
      service,
      noun,
      plural,
      port,
      dryRun: input.dryRun,
      files,
      tookMs: Math.round(performance.now() - startedAt),
    }
  },
  view: ({ service, plural, dryRun, files }, look) =>
    changesText(files, look, {
      title: dryRun ? `${service} would change these files` : `${service} is there`,
      next: dryRun
        ? []
        : [
            `npm test -w @azora/${service}`,
            `azora call ${service}.${plural}.list`,
            `azora remove service ${service}`,
          ],
    }),
})

interface Input {
  name: string | undefined
  noun: string | undefined
  plural: string | undefined
  yes: boolean
}

/** What is not given is asked for, unless nobody can be asked or wants to be. */
async function wanted(
  input: Input,
  { ask, out }: Context,
): Promise<{ service: string; noun?: string; plural?: string }> {
  const { nounOf } = await import('../../scaffold/service-name.js')
  const service = input.name ?? (await (await ask()).text('What is the service called?', 'NAME'))
  const isAsked = input.noun === undefined && !input.yes && out.interactive
  const noun = isAsked
    ? await (await ask()).text(`What does it keep? (for example ${nounOf(service)})`, '--noun')
    : input.noun
  return { service, ...(noun && { noun }), ...(input.plural && { plural: input.plural }) }
}
