import { UserError } from '../../exit.js'
import { manifestsOf } from '../../graph/graph.js'
import type { Settings } from '../../settings/settings.js'
import { bad, type Check, good, warning } from '../check.js'

const REMEDY = 'Correct it; azora config shows what counts, docs/reference/cli.md lists every setting.'

/** The configuration of the command line can be used. */
export const settings: Check = {
  name: 'settings',
  about: 'the configuration of azora can be used',
  why: 'A configuration file, or a variable AZORA_…, holds a name or a value that is not known. Nothing else runs then.',
  async run({ root, context }) {
    try {
      const configured = await context.settings()
      const known = await manifestsOf(root).catch(() => [])
      return surplus(
        configured,
        known.map(({ manifest }) => manifest.name),
      )
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      return bad([error.message, ...error.faults].join('; '), REMEDY)
    }
  },
}

/** Names of services that there are not. Starting one is refused; a port or a variable for one is of no effect. */
function surplus(configured: Settings, known: readonly string[]) {
  if (known.length === 0) return good('the settings can be used')
  const isUnknown = (name: string) => !known.includes(name)
  const wanted = configured.get('services').filter(isUnknown)
  if (wanted.length > 0) return bad(`services names ${wanted.join(', ')}, which there is not`, REMEDY)
  const idle = (['ports', 'env'] as const).flatMap(setting =>
    Object.keys(configured.get(setting))
      .filter(isUnknown)
      .map(name => `${setting}.${name}`),
  )
  return idle.length === 0
    ? good('the settings can be used')
    : warning(`${idle.join(', ')} is for a service that there is not`, REMEDY)
}
