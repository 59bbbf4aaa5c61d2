import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { MANIFEST_FILE } from '@azora/manifest'
import { FolderWatch } from './folder-watch.js'

const QUIET_MS = 150

/** Notices when `services/<name>/azora.json` appears, changes or goes. */
export class ManifestWatch {
  readonly #services: string
  readonly #onChange: () => void
  readonly #watch = new FolderWatch(paths => this.#changed(paths), QUIET_MS)

  constructor(root: string, onChange: () => void) {
    this.#services = join(root, 'services')
    this.#onChange = onChange
    this.#watch.follow(this.#folders())
  }

  close() {
    this.#watch.close()
  }

  #folders(): string[] {
    if (!existsSync(this.#services)) return []
    const entries = readdirSync(this.#services, { withFileTypes: true })
    return [
      this.#services,
      ...entries.filter(entry => entry.isDirectory()).map(({ name }) => join(this.#services, name)),
    ]
  }

  /** A change of `services` itself is one of its folders; those may have come with their manifest. */
  #changed(paths: readonly string[]) {
    this.#watch.follow(this.#folders())
    const isOfInterest = (path: string) =>
      basename(path) === MANIFEST_FILE || join(path, '..') === this.#services
    if (paths.some(isOfInterest)) this.#onChange()
  }
}
