import type * as z from 'zod'

/** One environment variable a service reads. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly env: string
  readonly schema: Schema
  readonly secret: boolean
  readonly about: string | undefined
  /** Whether production must set it: its default, or doing without, only fits a developer's machine. */
  readonly ownInProduction: boolean
}

/** What a setting may say beside its name and schema. */
export interface SettingOptions {
  /** One line for `azora config` and the reference. */
  about?: string
  /** True if production must set it: its default, or doing without, only fits a developer's machine. Default false. */
  ownInProduction?: boolean
}

function setting<Schema extends z.ZodType>(secret: boolean) {
  return (env: string, schema: Schema, options: SettingOptions = {}): Setting<Schema> => ({
    env,
    schema,
    secret,
    about: options.about,
    ownInProduction: options.ownInProduction ?? false,
  })
}

function plain<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  options?: SettingOptions,
): Setting<Schema> {
  return setting<Schema>(false)(name, schema, options)
}

function secret<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  options?: SettingOptions,
): Setting<Schema> {
  return setting<Schema>(true)(name, schema, options)
}

/**
 * Declares an environment variable: `env('SESSION_DAYS', z.int().min(1).default(30), { about: '…' })`.
 *
 * Text is read by the schema's type: numbers, booleans (`true`/`false`), comma-separated arrays, JSON for objects.
 * `env.secret` is masked wherever it is shown; in production its default is refused, and so is one that can be guessed.
 * With `ownInProduction` production must set what has a default elsewhere.
 */
export const env = Object.assign(plain, { secret })

/** The settings of a service by property name. */
export type Settings = Readonly<Record<string, Setting>>

/** The values a service works with. */
export type ValuesOf<S extends Settings> = { readonly [Name in keyof S]: z.output<S[Name]['schema']> }

/** Declares everything a service reads from its environment. */
export function defineConfig<const S extends Settings>(settings: S): S {
  return settings
}
