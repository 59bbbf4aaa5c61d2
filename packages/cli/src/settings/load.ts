import { UserError } from '../exit.js'
import { projectLayer, userLayer } from './files.js'
import { environmentLayer, type Layer, type Settings, settingsOf } from './settings.js'

/** Where settings are looked for. */
export interface SettingsPlaces {
  root: string
  /** A file named by `--config`. */
  named: string | undefined
  env: Readonly<Record<string, string | undefined>>
}

/** The settings in force: environment, project file, user file, defaults. Flags are each command's own and stand above. */
export async function loadSettings({ root, named, env }: SettingsPlaces): Promise<Settings> {
  const environment = environmentLayer(env)
  if (environment.faults.length > 0) {
    throw new UserError('invalid-configuration', 'The environment sets something azora cannot use', {
      faults: environment.faults,
    })
  }
  const layers = [environment, await projectLayer(root, named), await userLayer(env)]
  return settingsOf(layers.filter((layer): layer is Layer => layer !== null))
}
