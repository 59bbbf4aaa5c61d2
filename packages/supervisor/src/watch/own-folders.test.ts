import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { exitOf } from '../process/ending.js'
import { ownFolders } from './own-folders.js'

const CHURN = 'echo; while :; do mkdir -p prisma/models/a/b; rm -rf prisma; done'

it('what is generated is not read: its folders come and go meanwhile', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'azora-sources-'))
  const generated = join(folder, 'src', 'generated')
  await mkdir(generated, { recursive: true })
  await mkdir(join(folder, 'src', 'notes', 'drafts'), { recursive: true })
  const churn = spawn('sh', ['-c', CHURN], {
    cwd: generated,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    await once(churn.stdout, 'data')
    for (let round = 0; round < 500; round++) {
      expect(ownFolders(folder)).toEqual(
        ['', 'src', 'src/notes', 'src/notes/drafts'].map(path => join(folder, path)),
      )
    }
  } finally {
    process.kill(-(churn.pid ?? 0), 'SIGKILL')
    await exitOf(churn)
    await rm(folder, { recursive: true, force: true })
  }
})
