import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Contract } from '@azora/contracts'
import {
  type ContractSnapshot,
  changesBetween,
  formatSnapshot,
  snapshotOf,
} from '@azora/contracts/compatibility'
import { platform } from '@azora/contracts/platform'
import type { ContractCheckDocument } from '../documents/contract.js'
import { UserError } from '../exit.js'

const FOLDER = 'packages/contracts/snapshots'

/** Compares the contracts with the accepted snapshots, as they lie here or as a git revision has them. */
export async function checkContracts(
  root: string,
  revision: string | undefined,
): Promise<ContractCheckDocument> {
  if (revision !== undefined) await refuseUnknown(root, revision)
  const checked = await Promise.all(platform.map(contract => checkOne(root, revision, contract)))
  const changes = checked.flatMap(one => one.changes)
  const unaccepted = checked.filter(one => !one.isAccepted).map(one => one.service)
  const isBroken = changes.some(change => change.breaking)
  return {
    ok: !isBroken && (revision !== undefined || unaccepted.length === 0),
    against: revision ?? FOLDER,
    changes,
    unaccepted,
  }
}

async function checkOne(root: string, revision: string | undefined, contract: Contract) {
  const { name: service } = contract
  const path = `${FOLDER}/${service}.snapshot.json`
  const accepted = await (revision === undefined ? here(root, path) : at(root, revision, path))
  const snapshot = snapshotOf(contract)
  if (accepted === null) return { service, changes: [], isAccepted: false }
  // To compare part by part takes longer than all the rest.
  if (accepted === formatSnapshot(snapshot)) return { service, changes: [], isAccepted: true }
  // Our own file, written by formatSnapshot.
  const changes = changesBetween(JSON.parse(accepted) as ContractSnapshot, snapshot)
  return {
    service,
    isAccepted: revision !== undefined,
    changes: changes.map(change => ({ service, ...change })),
  }
}

function here(root: string, path: string) {
  return readFile(join(root, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

const run = promisify(execFile)

async function at(root: string, revision: string, path: string) {
  const { stdout: present } = await run('git', ['ls-tree', '--name-only', revision, '--', path], {
    cwd: root,
  })
  if (present.trim() === '') return null
  const { stdout } = await run('git', ['show', `${revision}:${path}`], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
}

/** A revision that git does not know has promised nothing, and must not look as if all of it were kept. */
async function refuseUnknown(root: string, revision: string) {
  await run('git', ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], { cwd: root }).catch(
    cause => {
      throw new UserError('usage', `Git knows no revision ${revision} here`, {
        cause,
        remedy: 'git log --oneline',
      })
    },
  )
}
