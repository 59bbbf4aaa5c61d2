import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fault, otherMachine } from './surgery.js'

/** The remedy is followed by leaving the machine for one where it was. */
const elsewhere = (name: string) => async () => ({
  shell: otherMachine(name),
  follow: () => 'unset OTHER_MACHINE',
})

/** Faults of the machine. Those that no test can cause are told to the doctor by a module loaded before it. */
export const machineFaults: readonly Fault[] = [
  { name: 'a Node that is too old', red: ['node-version'], says: /18\.20\.4/, plant: elsewhere('node-18') },
  {
    name: 'an npm that is too old',
    red: ['npm-version'],
    says: /6\.14\.18/,
    plant: async ({ copy }) => {
      const folder = mkdtempSync(join(copy.root, '.azora/npm '))
      mkdirSync(join(folder, 'bin'))
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'npm', version: '6.14.18' }))
      writeFileSync(join(folder, 'bin/npm'), '#!/bin/sh\n')
      chmodSync(join(folder, 'bin/npm'), 0o755)
      return {
        shell: `PATH="${folder}/bin:$PATH"`,
        // What would be installed here is what lies behind it on the path.
        follow: remedy => {
          if (remedy !== 'npm install --global npm@11') throw new Error(remedy)
          rmSync(folder, { recursive: true })
        },
      }
    },
  },
  {
    name: 'too few open files',
    red: ['open-files'],
    says: /only 200/,
    plant: async () => ({ shell: 'ulimit -n 200', newShell: true, follow: () => '' }),
  },
  { name: 'no file watch left', red: ['file-watches'], says: /0 of/, plant: elsewhere('no-watches') },
  { name: 'no watcher left', red: ['file-watches'], plant: elsewhere('no-watchers') },
  { name: 'a full disk', red: ['disk-space'], says: /4 MiB left/, plant: elsewhere('full-disk') },
  { name: 'a disk that takes no more files', red: ['disk-space'], plant: elsewhere('no-inodes') },
  {
    name: 'a temporary folder that is gone',
    red: ['temporary-folder'],
    plant: async ({ copy }) => ({
      shell: `export TMPDIR='${join(copy.root, '.azora/gone tmp')}'`,
      clean: () => rmSync(join(copy.root, '.azora/gone tmp'), { recursive: true, force: true }),
    }),
  },
]
