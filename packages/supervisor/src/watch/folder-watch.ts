import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { hasCode } from '../error-code.js'

/** Watches folders, not their subfolders, and tells of changed files when it has been quiet for a moment. */
export class FolderWatch {
  readonly #onChange: (paths: readonly string[]) => void
  readonly #quietMs: number
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #changed = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  /** @param quietMs how long nothing may happen before changes are told; editors write in several steps */
  constructor(onChange: (paths: readonly string[]) => void, quietMs: number) {
    this.#onChange = onChange
    this.#quietMs = quietMs
  }

  /** Watches exactly these folders from now on; those that do not exist are passed over. */
  follow(folders: Iterable<string>) {
    const wanted = new Set(folders)
    for (const folder of this.#watchers.keys()) if (!wanted.has(folder)) this.#leave(folder)
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#enter(folder)
  }

  close() {
    clearTimeout(this.#timer)
    for (const folder of this.#watchers.keys()) this.#leave(folder)
  }

  #enter(folder: string) {
    try {
      const watcher = watch(folder, (_event, name) =>
        this.#touch(name === null ? folder : join(folder, name)),
      )
      watcher.on('error', () => this.#leave(folder))
      this.#watchers.set(folder, watcher)
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error
    }
  }

  #leave(folder: string) {
    this.#watchers.get(folder)?.close()
    this.#watchers.delete(folder)
  }

  #touch(path: string) {
    this.#changed.add(path)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const paths = [...this.#changed]
      this.#changed.clear()
      this.#onChange(paths)
    }, this.#quietMs)
  }
}
