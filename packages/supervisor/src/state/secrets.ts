import { createHash, randomBytes } from 'node:crypto'
import type { RunOptions } from '../api.js'
import { readJson, replaceJson } from './atomic-file.js'
import type { Paths } from './paths.js'

/** What `.azora/secrets.json` holds; made once, and kept as long as the checkout. */
interface SecretFile {
  readonly schemaVersion: 1
  /** Passwords of database roles and of Redis, by name. */
  readonly passwords: Record<string, string>
  /** Keys by which services get their tokens, by service. */
  readonly serviceKeys: Record<string, string>
  /** What manifests ask for, by service and variable. */
  readonly services: Record<string, Record<string, string>>
}

type Profile = NonNullable<RunOptions['profile']>

const EMPTY: SecretFile = { schemaVersion: 1, passwords: {}, serviceKeys: {}, services: {} }

/** The users every platform is seeded with. */
const SEEDED_USERS = ['admin', 'instructor', 'learner'] as const

/** The generated secrets of a checkout: each is made when first asked for. */
export class Secrets {
  readonly #path: string
  readonly #file: SecretFile
  readonly #profile: Profile
  #isChanged = false
  #saving: Promise<void> = Promise.resolve()

  private constructor(path: string, file: SecretFile, profile: Profile) {
    this.#path = path
    this.#file = file
    this.#profile = profile
  }

  /** @param profile the one that service keys are for; those of another are made anew. Default `local` */
  static async load({ secrets }: Pick<Paths, 'secrets'>, profile: Profile = 'local'): Promise<Secrets> {
    const known = await readJson<Partial<SecretFile>>(secrets)
    return new Secrets(secrets, structuredClone({ ...EMPTY, ...known }), profile)
  }

  /** Of a database role, or of a server we start. */
  password(name: string): string {
    return this.#once(this.#file.passwords, name, () => random(24))
  }

  /** A key says which profile it was made for: in production, services refuse one of a developer's machine. */
  serviceKey(service: string): string {
    const keys = this.#file.serviceKeys
    const prefix = `azk_${this.#profile}_${service}_`
    if (!keys[service]?.startsWith(prefix)) delete keys[service]
    return this.#once(keys, service, () => prefix + random(32))
  }

  /** A value for a variable in a manifest's `secrets`. */
  variable(service: string, name: string): string {
    this.#file.services[service] ??= {}
    return this.#once(this.#file.services[service], name, () => random(32))
  }

  /** What a verifier keeps: no key can be had from it. */
  serviceKeyHashes(services: readonly string[]): Record<string, string> {
    return Object.fromEntries(services.map(name => [name, sha256(this.serviceKey(name))]))
  }

  /** Writes what was made; to be called before anybody is told a secret. */
  save(): Promise<void> {
    if (this.#isChanged) this.#saving = this.#saving.then(() => replaceJson(this.#path, this.#file))
    this.#isChanged = false
    return this.#saving
  }

  #once(group: Record<string, string>, name: string, make: () => string): string {
    const known = group[name]
    if (known !== undefined) return known
    this.#isChanged = true
    group[name] = make()
    return group[name]
  }
}

/** Makes the passwords of the seeded users, unless they are there. */
export async function ensureCredentials({ credentials }: Pick<Paths, 'credentials'>): Promise<void> {
  if (await readJson(credentials)) return
  const users = SEEDED_USERS.map(name => [name, { email: `${name}@azora.test`, password: random(18) }])
  await replaceJson(credentials, { users: Object.fromEntries(users) })
}

function random(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
