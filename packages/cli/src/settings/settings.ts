import { readerOf } from '@azora/contracts'
import * as z from 'zod'
import { type Declared, declared, type SettingName, type SettingValue } from './declared.js'

/** Values from one place. */
export interface Layer {
  /** As people call it: `AZORA_PROFILE`, `azora.config.yaml`, `default`. */
  readonly origin: (name: string) => string
  readonly values: Readonly<Record<string, unknown>>
}

/** One value and where it came from. Values made of many names have a row for each: `ports.gateway`. */
export interface SettingRow {
  readonly name: string
  readonly value: unknown
  readonly origin: string
  readonly env: string | null
  readonly about: string
}

/** The settings in force. */
export interface Settings {
  get<N extends SettingName>(name: N): SettingValue<N>
  rows(): SettingRow[]
}

/** Puts layers together, the strongest first. A record of names is the union of all layers, anything else the strongest. */
export function settingsOf(layers: readonly Layer[]): Settings {
  const valueOf = (name: SettingName) => declared[name].schema.parse(merged(layers, name))
  return {
    get: <N extends SettingName>(name: N) => valueOf(name) as SettingValue<N>,
    rows: () =>
      Object.keys(declared)
        .filter(isSettingName)
        .flatMap(name => rowsOf(layers, name, valueOf(name))),
  }
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(declared, name)
}

function merged(layers: readonly Layer[], name: SettingName) {
  const values = layers.map(({ values }) => values[name]).filter(value => value !== undefined)
  return values.every(isRecord) && values.length > 0 ? Object.assign({}, ...values.toReversed()) : values[0]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function rowsOf(layers: readonly Layer[], name: SettingName, value: unknown): SettingRow[] {
  const { about, env }: Declared = declared[name]
  const originOf = (has: (layer: Layer) => boolean) => layers.find(has)?.origin(name) ?? 'default'
  if (!isRecord(value) || Object.keys(value).length === 0) {
    return [
      {
        name,
        value: value ?? null,
        origin: originOf(({ values }) => values[name] !== undefined),
        env: env ?? null,
        about,
      },
    ]
  }
  return Object.entries(value).map(([key, one]) => ({
    name: `${name}.${key}`,
    value: one,
    origin: originOf(({ values }) => isRecord(values[name]) && Object.hasOwn(values[name], key)),
    env: env ?? null,
    about,
  }))
}

/** What the environment sets, and every fault in it. */
export function environmentLayer(
  env: Readonly<Record<string, string | undefined>>,
): Layer & { faults: string[] } {
  const settings: Readonly<Record<string, Declared>> = declared
  const read = Object.entries(settings).flatMap(([name, { env: variable, schema }]) => {
    const text = variable && env[variable]
    return variable && text ? [{ name, variable, ...readSetting(schema, text) }] : []
  })
  return {
    origin: name => variableOf(name) ?? 'environment',
    values: Object.fromEntries(
      read.filter(({ fault }) => fault === null).map(({ name, value }) => [name, value]),
    ),
    faults: read.filter(({ fault }) => fault !== null).map(({ variable, fault }) => `${variable}: ${fault}`),
  }
}

function readSetting(schema: z.ZodType, text: string) {
  const { value } = readerOf(z.object({ value: schema }))({
    value: isList(schema) ? text.split(/\s*,\s*/) : text,
  })
  const { error } = schema.safeParse(value)
  return { value, fault: error ? (error.issues[0]?.message ?? 'invalid') : null }
}

function variableOf(name: string) {
  const known: Readonly<Record<string, Declared>> = declared
  return known[name]?.env
}

function isList(schema: z.ZodType) {
  return schema instanceof z.ZodDefault && schema.unwrap() instanceof z.ZodArray
}
