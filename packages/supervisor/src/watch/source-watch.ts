import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { isUnchanged } from '../bundle/fingerprint.js'
import { isOwn } from '../bundle/own.js'
import type { ManagedService } from '../services/managed-service.js'
import { FolderWatch } from './folder-watch.js'
import { ownFolders } from './own-folders.js'

const QUIET_MS = 40

export interface SourceWatchOptions {
  readonly services: () => readonly ManagedService[]
  /** Whether a service that runs well is to be renewed too, or only one that could not be built. */
  readonly all: boolean
  readonly onChange: (service: ManagedService, files: readonly string[]) => void
}

/** Notices when sources of services are saved. A service that could not be built is watched even if others are not. */
export class SourceWatch {
  readonly #options: SourceWatchOptions
  readonly #watch = new FolderWatch(paths => this.#changed(paths), QUIET_MS)
  /** When the processes of services failed, in ms. */
  readonly #failed = new Map<ManagedService, number>()
  #resting: NodeJS.Timeout | undefined
  #isStale = false

  constructor(options: SourceWatchOptions) {
    this.#options = options
  }

  /** To be called after every change of a service: looks up at once what to watch, then not again for a moment. */
  refresh() {
    this.#noteFailed()
    this.#isStale = true
    if (this.#resting) return
    this.#isStale = false
    this.#watch.follow(this.#wanted().flatMap(service => this.#foldersOf(service)))
    this.#resting = setTimeout(() => {
      this.#resting = undefined
      if (this.#isStale) this.refresh()
    }, QUIET_MS)
  }

  close() {
    clearTimeout(this.#resting)
    this.#watch.close()
  }

  #wanted(): readonly ManagedService[] {
    return this.#options.services().filter(({ isWanted }) => isWanted)
  }

  #noteFailed() {
    for (const service of this.#options.services()) {
      if (!hasFailed(service)) this.#failed.delete(service)
      else if (!this.#failed.has(service)) this.#failed.set(service, Date.now())
    }
  }

  #changed(paths: readonly string[]) {
    for (const service of this.#wanted().filter(each => this.#options.all || isBroken(each))) {
      const files = changedSources(service, paths, this.#failed.get(service))
      if (files.length > 0) this.#options.onChange(service, files)
    }
  }

  /** A service's own folders even where nothing is to be renewed: it may be broken by the time something is saved. */
  #foldersOf({ bundle, loaded }: ManagedService): string[] {
    const inputs = this.#options.all ? (bundle?.inputs ?? []).map(({ path }) => path).filter(isOwn) : []
    return [...inputs.map(path => dirname(path)), ...ownFolders(loaded.folder)]
  }
}

/**
 * A touched file with its old content is no change. In a service that was never built, or has failed, any file may matter; but
 * not one that was written before it failed: it may have done that itself, and would come back for ever.
 */
function changedSources(service: ManagedService, paths: readonly string[], failedAt = 0): readonly string[] {
  const { bundle, loaded } = service
  const touched = new Set(paths)
  const inputs = (bundle?.inputs ?? [])
    .filter(({ path }) => touched.has(path))
    .filter(input => !isUnchanged(input))
  if (!isBroken(service) || inputs.length > 0) return inputs.map(({ path }) => path)
  return paths.filter(path => path.startsWith(loaded.folder) && savedAt(path) >= failedAt)
}

/** In ms; what is gone was changed last of all. */
function savedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
}

function isBroken(service: ManagedService): boolean {
  return service.failure !== null || hasFailed(service)
}

/** Its process, that is; what could not be built has written nothing. */
function hasFailed({ failure, status }: ManagedService): boolean {
  return failure === null && status.state === 'failed'
}
