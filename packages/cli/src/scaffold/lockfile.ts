/** An entry of `packages` in a lockfile. */
type Entry = Readonly<Record<string, unknown>>

interface Lockfile {
  packages: Record<string, Entry>
}

/** The package of a workspace member, as far as the lockfile repeats it. */
export interface Member {
  name: string
  version: string
  license?: string
  dependencies?: Readonly<Record<string, string>>
  devDependencies?: Readonly<Record<string, string>>
  engines?: Readonly<Record<string, string>>
}

const REPEATED = ['name', 'version', 'license', 'dependencies', 'devDependencies', 'engines'] as const

/** `package-lock.json` with a member in it, as npm would write it: without, `npm ci` refuses the workspace. */
export function withMember(lockfile: string, folder: string, member: Member): string {
  const entry = Object.fromEntries(
    REPEATED.filter(key => member[key] !== undefined).map(key => [key, member[key]]),
  )
  const link = { resolved: folder, link: true }
  return edited(lockfile, packages => ({
    ...packages,
    [folder]: entry,
    [`node_modules/${member.name}`]: link,
  }))
}

/** `package-lock.json` without the member of a folder. */
export function withoutMember(lockfile: string, folder: string): string {
  return edited(lockfile, packages =>
    Object.fromEntries(
      Object.entries(packages).filter(([path, entry]) => path !== folder && entry['resolved'] !== folder),
    ),
  )
}

function edited(lockfile: string, edit: (packages: Lockfile['packages']) => Lockfile['packages']): string {
  const content = JSON.parse(lockfile) as Lockfile
  // The order npm writes them in.
  const packages = Object.entries(edit(content.packages)).toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  return `${JSON.stringify({ ...content, packages: Object.fromEntries(packages) }, null, 2)}\n`
}
