import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Manifest } from '@azora/manifest'
import * as z from 'zod'
import { manifestsOf } from '../graph/graph.js'
import { statePaths } from '../platform/state-paths.js'
import { bad, type Finding } from './check.js'
import { quoted } from './remedies.js'

const Values = z.record(z.string(), z.string()).default({})

const SecretFile = z.object({
  passwords: Values,
  serviceKeys: Values,
  services: z.record(z.string(), Values).default({}),
})

const Credentials = z.object({ users: z.record(z.string(), z.object({ password: z.string() })) })

/** What is made here has 24 characters and more, most of them different. */
const MIN_LENGTH = 20
const MIN_DIFFERENT_CHARACTERS = 8

/** What a database was set up with and is gone: a new one would not open what the old one has sealed. */
export async function missingSecret(root: string): Promise<Finding | null> {
  const { postgres, secrets: file } = statePaths(root)
  if (!existsSync(join(postgres, 'data/PG_VERSION'))) return null
  const kept = await secretsIn(file)
  // A file that cannot be read is for `state-files` to say.
  if (!kept && existsSync(file)) return null
  // A service that never ran here has no secrets yet.
  const hasRun = (name: string) => !kept || name in kept.serviceKeys
  const gone = (await sealing(root))
    .filter(({ name }) => hasRun(name))
    .map(({ name, secrets }) => ({ name, secrets: secrets.filter(one => !kept?.services[name]?.[one]) }))
    .filter(({ secrets }) => secrets.length > 0)
  if (gone.length === 0) return null
  const words = gone.map(({ name, secrets }) => `${secrets.join(', ')} of ${name}`)
  return bad(
    `${words.join('; ')} is missing from ${relative(root, file)}, and data was sealed with it: put it back, or begin anew`,
    resetting(gone),
  )
}

/** Services that seal data with a secret of their own. */
export async function sealing(root: string): Promise<Manifest[]> {
  const manifests = await manifestsOf(root).catch(() => [])
  return manifests
    .map(({ manifest }) => manifest)
    .filter(({ secrets, resources }) => secrets.length > 0 && resources.database)
}

/** Makes the data of services anew, with new secrets. They do not start until it is done. */
export function resetting(services: readonly { readonly name: string }[]): string {
  const resets = services.map(({ name }) => `azora db reset ${name} --force`)
  return ['azora up --detach --wait', ...resets].join('; ')
}

/** A secret somebody has put where a random one was. */
export async function weakSecret(root: string): Promise<Finding | null> {
  const { secrets: file, credentials } = statePaths(root)
  const [kept, users] = await Promise.all([secretsIn(file), usersIn(credentials)])
  const weak = named(kept ?? { passwords: {}, serviceKeys: {}, services: {} }).filter(isGuessable)
  if (weak.length > 0) {
    return bad(
      `${weak.map(([name]) => name).join(', ')} in ${relative(root, file)} can be guessed`,
      `Remove it from ${quoted(file)}; the next azora up makes a random one`,
    )
  }
  const [user] = users.find(isGuessable) ?? []
  return user === undefined
    ? null
    : bad(
        `the password of ${user} in ${relative(root, credentials)} can be guessed`,
        `azora down; rm ${quoted(credentials)} && azora up --detach --wait && azora db reset auth --force`,
      )
}

type Named = readonly [name: string, secret: string]

function named({ passwords, serviceKeys, services }: z.infer<typeof SecretFile>): Named[] {
  const groups = {
    passwords,
    serviceKeys,
    ...Object.fromEntries(Object.entries(services).map(([name, values]) => [`services.${name}`, values])),
  }
  return Object.entries(groups).flatMap(([group, values]) =>
    Object.entries(values).map(([name, secret]): Named => [`${group}.${name}`, secret]),
  )
}

function isGuessable([, secret]: Named) {
  return secret.length < MIN_LENGTH || new Set(secret).size < MIN_DIFFERENT_CHARACTERS
}

async function secretsIn(file: string) {
  return SecretFile.safeParse(await json(file)).data ?? null
}

async function usersIn(file: string): Promise<Named[]> {
  const { users } = Credentials.safeParse(await json(file)).data ?? { users: {} }
  return Object.entries(users).map(([name, { password }]) => [name, password])
}

async function json(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    // Absent, or damaged, which `state-files` says.
    return null
  }
}
