import { type FSWatcher, watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bad, type Check, good } from '../check.js'
import { asRoot } from '../remedies.js'

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'sysctl fs.inotify.max_user_watches=524288',
  EMFILE: 'sysctl fs.inotify.max_user_instances=1024',
}

/** Folders can be watched, for services to be noticed and reloaded. */
export const fileWatches: Check = {
  name: 'file-watches',
  about: 'folders can be watched for changes',
  why: 'Linux limits watches per user over all programs, and editors take many. The platform watches manifests and sources.',
  async run({ root }) {
    const services = join(root, 'services')
    const entries = await readdir(services, { withFileTypes: true }).catch(() => [])
    const folders = entries.filter(entry => entry.isDirectory()).map(({ name }) => join(services, name))
    return watching([root, services, ...folders])
  },
}

function watching(folders: readonly string[]) {
  const watchers: FSWatcher[] = []
  try {
    for (const folder of folders) watchers.push(watch(folder))
    return good(`${watchers.length} folders at once`)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const command = REMEDIES[code]
    if (!command) throw error
    return bad(`no more than ${watchers.length} of ${folders.length} folders can be watched`, asRoot(command))
  } finally {
    for (const watcher of watchers) watcher.close()
  }
}
