const same = names => Object.fromEntries(names.split(' ').map(name => [name, name]))

/** How packages of binaries write operating system, processor and C library into their names. */
const OS = {
  ...same('aix android darwin freebsd linux netbsd openbsd openharmony sunos win32'),
  windows: 'win32',
}
const CPU = { ...same('arm arm64 ia32 loong64 mips64el ppc64 riscv64 s390x wasm32 x64'), 64: 'x64' }
const LIBC = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

/**
 * The platform a package's name names; undefined where it names none.
 *
 * @param {string} name such as `@turbo/darwin-arm64` or `@oxlint/binding-linux-x64-musl`
 */
export function platformOf(name) {
  const words = name.split(/[/-]/)
  const [os, cpu, libc] = [OS, CPU, LIBC].map(table => words.map(word => table[word]).find(Boolean))
  return os && cpu ? { os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}) } : undefined
}

/**
 * A lockfile's packages with the binaries that are missing, and the paths of those.
 *
 * @param {Record<string, LockedPackage>} packages
 * @returns {{ packages: Record<string, LockedPackage>, added: string[] }}
 *
 * @typedef {{ version: string, dev?: boolean, optional?: boolean, optionalDependencies?: Record<string, string> }} LockedPackage
 */
export function completed(packages) {
  const missing = Object.entries(packages).flatMap(([path, parent]) => missingFrom(packages, path, parent))
  const all = { ...packages, ...Object.fromEntries(missing) }
  const sorted = Object.entries(all).toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  return { packages: Object.fromEntries(sorted), added: missing.map(([path]) => path) }
}

function missingFrom(packages, path, { dev, optionalDependencies = {} }) {
  return Object.entries(optionalDependencies).flatMap(([name, version]) => {
    const platform = platformOf(name)
    const isLocked = [`${path}/node_modules/${name}`, `node_modules/${name}`].some(place => place in packages)
    if (isLocked || !platform || !/^\d/.test(version)) return []
    const { os, cpu, libc } = platform
    const entry = { version, cpu, ...(dev ? { dev } : {}), ...(libc ? { libc } : {}), optional: true, os }
    return [[`node_modules/${name}`, entry]]
  })
}
