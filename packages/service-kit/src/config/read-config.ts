import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseEnv } from 'node:util'
import { readerOf } from '@azora/contracts'
import * as z from 'zod'
import { type Found, productionFault } from './production.js'
import type { Setting, Settings, ValuesOf } from './setting.js'

/** Where a value came from. */
export type Origin = 'environment' | '.env.local' | '.env' | 'default' | 'unset'

/** One setting as it was found. Secrets are masked. */
export interface ConfigValue {
  name: string
  env: string
  value: unknown
  origin: Origin
  secret: boolean
  about: string | undefined
}

/** One thing wrong with the configuration. `actual` is masked for secrets. */
export interface ConfigFault {
  name: string
  env: string
  expected: string
  actual: string
  origin: Origin
  remedy: string
}

/** Everything that was read: the values to work with, or every fault at once. */
export type ConfigReading<S extends Settings> =
  | { ok: true; config: ValuesOf<S>; values: ConfigValue[] }
  | { ok: false; faults: ConfigFault[]; values: ConfigValue[] }

/** A source of settings, most important first. */
export interface Layer {
  origin: Origin
  variables: Readonly<Record<string, string | undefined>>
}

const FILES = ['.env.local', '.env'] as const

/** The files a process reads settings from, whether they are there or not; none in production. */
export function settingsFiles(environment: NodeJS.ProcessEnv, folder: string): string[] {
  const isProduction =
    environment['AZORA_PROFILE'] === 'production' || environment['NODE_ENV'] === 'production'
  return isProduction ? [] : FILES.map(name => join(folder, name))
}

/** The layers a process reads: its environment, then `.env.local` and `.env` of the folder, except in production. */
export function layersOf(environment: NodeJS.ProcessEnv, folder: string): Layer[] {
  const files = settingsFiles(environment, folder).filter(path => existsSync(path))
  return [{ origin: 'environment', variables: environment }, ...files.map(fileLayer)]
}

function fileLayer(path: string): Layer {
  return { origin: basename(path) as (typeof FILES)[number], variables: parseEnv(readFileSync(path, 'utf8')) }
}

/** Reads and validates every setting; all faults are found in one go. Pure. */
export function readConfig<S extends Settings>(settings: S, layers: readonly Layer[]): ConfigReading<S> {
  const production = lookUp('AZORA_PROFILE', layers).text === 'production'
  const read = Object.entries(settings).map(([name, setting]) =>
    readSetting({ name, setting, layers, production }),
  )
  const values = read.map(one => one.value)
  const faults = read.flatMap(one => one.fault ?? [])
  if (faults.length > 0) return { ok: false, faults, values }
  return {
    ok: true,
    config: Object.fromEntries(read.map(one => [one.value.name, one.parsed])) as ValuesOf<S>,
    values,
  }
}

interface Question {
  name: string
  setting: Setting
  layers: readonly Layer[]
  production: boolean
}

function readSetting({ name, setting, layers, production }: Question) {
  const { text, origin } = lookUp(setting.env, layers)
  const result = setting.schema.safeParse(text === undefined ? undefined : fromText(setting.schema, text))
  const found =
    text === undefined ? (result.success && result.data !== undefined ? 'default' : 'unset') : origin
  const value: ConfigValue = {
    name,
    env: setting.env,
    value: mask(setting, result.success ? result.data : text),
    origin: found,
    secret: setting.secret,
    about: setting.about,
  }
  const expected = result.success
    ? refusal(setting, { text, isDefault: found === 'default' }, production)
    : describe(result.error)
  if (expected === undefined) return { value, parsed: result.data }
  return { value, parsed: undefined, fault: faultOf({ name, setting, expected, text, origin: found }) }
}

function refusal(setting: Setting, found: Found, production: boolean): string | undefined {
  return production ? productionFault(setting, found) : undefined
}

function faultOf(found: {
  name: string
  setting: Setting
  expected: string
  text: string | undefined
  origin: Origin
}): ConfigFault {
  const { name, setting, expected, text, origin } = found
  return {
    name,
    env: setting.env,
    expected,
    actual: text === undefined ? 'nothing' : String(mask(setting, text)),
    origin,
    remedy:
      text === undefined
        ? `set ${setting.env}`
        : `correct ${setting.env} in the ${origin === 'environment' ? 'environment' : `file ${origin}`}`,
  }
}

function lookUp(name: string, layers: readonly Layer[]): { text: string | undefined; origin: Origin } {
  for (const { origin, variables } of layers) {
    const text = variables[name]
    // An empty variable is how shells and Compose files say "not set".
    if (text !== undefined && text !== '') return { text, origin }
  }
  return { text: undefined, origin: 'unset' }
}

function fromText(schema: z.ZodType, text: string): unknown {
  const values = { value: typeOf(schema) === 'array' ? text.split(',').map(part => part.trim()) : text }
  const read = readerOf(z.object({ value: schema }))(values)['value']
  return ['object', 'record'].includes(typeOf(schema)) ? parsedJson(text) : read
}

function typeOf(schema: z.core.$ZodType): string {
  const def = schema._zod.def as { type: string; innerType?: z.core.$ZodType }
  return def.innerType ? typeOf(def.innerType) : def.type
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The schema then refuses the text itself, with the setting's name.
    return text
  }
}

/** zod says "Too small: expected number to be >=1" and "Invalid URL"; what a report wants is "number to be >=1", "valid URL". */
function describe(error: z.ZodError): string {
  return error.issues
    .map(
      ({ message }) =>
        /expected (.+?)(?:, received .*)?$/.exec(message)?.[1] ?? message.replace(/^Invalid /, 'valid '),
    )
    .join('; ')
}

const mask = (setting: Setting, value: unknown) =>
  setting.secret && value !== undefined ? '********' : value
