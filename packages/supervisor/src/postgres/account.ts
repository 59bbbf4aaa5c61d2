import { readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, resolve } from 'node:path'
import { InfrastructureFault } from '../fault.js'

/** The unprivileged user PostgreSQL runs as when we are root. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

// No account is made on somebody's machine: one that packages made for this, else the one every system has.
const CANDIDATES = ['azora', 'postgres', 'nobody']

/** Null: the server runs as whoever we are. PostgreSQL refuses to run as root. */
export async function serverAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return nameable()
  const passwd = parsePasswd(await readFile('/etc/passwd', 'utf8'))
  const account = CANDIDATES.map(name => passwd.get(name)).find(found => found !== undefined)
  if (account) return account
  throw new InfrastructureFault(
    'postgres',
    `PostgreSQL does not run as root, and none of the users ${CANDIDATES.join(', ')} exists. ` +
      'Add one (useradd --system azora), run as an ordinary user, or set DATABASE_URL.',
  )
}

/** Whether an account may enter a folder: every folder above must let it pass. */
export async function canReach(account: Account, folder: string): Promise<boolean> {
  const path = resolve(folder)
  const { mode, uid, gid } = await stat(path)
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
  if (!(mode & bit)) return false
  return dirname(path) === path || canReach(account, dirname(path))
}

function nameable(): null {
  try {
    userInfo()
    return null
  } catch (cause) {
    throw new InfrastructureFault(
      'postgres',
      `The user id ${process.getuid?.()} has no entry in /etc/passwd, and PostgreSQL's initdb insists on one. ` +
        'Run as a named user, or set DATABASE_URL.',
      { cause },
    )
  }
}

function parsePasswd(text: string): Map<string, Account> {
  const rows = text.split('\n').map(line => line.split(':'))
  return new Map(rows.map(([name = '', , uid, gid]) => [name, { name, uid: Number(uid), gid: Number(gid) }]))
}
