import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { layersOf, readConfig } from './read-config.js'
import { faultReport } from './report.js'
import { defineConfig, env } from './setting.js'

const settings = defineConfig({
  days: env('DAYS', z.int().min(1).default(30)),
  strict: env('STRICT', z.boolean().default(false)),
  origins: env('ORIGINS', z.array(z.string()).default([])),
  keys: env('KEYS', z.record(z.string(), z.string()).default({})),
  mailUrl: env('MAIL_URL', z.url().optional()),
  secret: env.secret('SECRET', z.string().min(8).default('local-only')),
})

const read = (variables: Record<string, string>) =>
  readConfig(settings, [{ origin: 'environment', variables }])

function configOf(variables: Record<string, string>) {
  const reading = read(variables)
  if (!reading.ok) throw new Error(faultReport('test', reading.faults))
  return reading.config
}

describe('text', () => {
  test('is read by the type of its schema', () => {
    const config = configOf({
      DAYS: '7',
      STRICT: 'true',
      ORIGINS: 'https://a.example, https://b.example',
      KEYS: '{"a":"b"}',
    })
    expect(config).toMatchObject({
      days: 7,
      strict: true,
      origins: ['https://a.example', 'https://b.example'],
      keys: { a: 'b' },
    })
  })

  test('that is empty counts as not set', () => {
    expect(configOf({ DAYS: '' }).days).toBe(30)
  })
})

describe('faults', () => {
  test('are all found in one reading, each with what was expected, found, where, and the remedy', () => {
    const reading = read({ DAYS: 'many', STRICT: 'perhaps', MAIL_URL: 'nowhere', KEYS: '{' })
    expect(reading.ok ? [] : reading.faults.map(fault => fault.env)).toEqual([
      'DAYS',
      'STRICT',
      'KEYS',
      'MAIL_URL',
    ])
    expect(reading.ok ? '' : faultReport('test', reading.faults)).toContain(
      'DAYS: expected number; found many (environment). Remedy: correct DAYS in the environment.',
    )
  })

  test('never show a secret', () => {
    const reading = read({ SECRET: 'short' })
    expect(JSON.stringify(reading)).not.toContain('short')
    expect(reading.ok).toBe(false)
  })

  test('include a secret left at its default in production', () => {
    const reading = read({ AZORA_PROFILE: 'production' })
    expect(reading.ok ? [] : reading.faults.map(fault => [fault.env, fault.expected])).toEqual([
      ['SECRET', 'a secret of its own in production, not the default'],
    ])
  })
})

describe('production', () => {
  const own = defineConfig({
    key: env.secret('KEY', z.string().default('local-only')),
    database: env.secret('DATABASE_URL', z.url().optional()),
    url: env('PUBLIC_URL', z.url().default('http://localhost:4000'), { ownInProduction: true }),
    token: env.secret('TOKEN', z.string().optional(), { ownInProduction: true }),
  })
  const GOOD = {
    KEY: 'wX3k9vQz7LrT2mNpB8',
    DATABASE_URL: 'postgresql://azora:wX3k9vQz7LrT@db/azora',
    PUBLIC_URL: 'https://azora.example',
    TOKEN: 'Jq7Rv2xWc9TnKd4Zs',
  }
  const faulty = (variables: Record<string, string>, profile = 'production') => {
    const reading = readConfig(own, [
      { origin: 'environment', variables: { AZORA_PROFILE: profile, ...variables } },
    ])
    return reading.ok ? [] : reading.faults.map(fault => fault.env)
  }

  test.each([
    ['nothing that is set well', GOOD, []],
    ['a secret left at its default', { ...GOOD, KEY: '' }, ['KEY']],
    ['a short secret', { ...GOOD, KEY: 'wX3k9vQz7LrT' }, ['KEY']],
    ['a secret of few characters', { ...GOOD, KEY: 'abab'.repeat(10) }, ['KEY']],
    ['a placeholder', { ...GOOD, KEY: 'please-change-me-before-use' }, ['KEY']],
    ['a key made by a developer’s machine', { ...GOOD, KEY: `azk_local_auth_${GOOD.KEY}` }, ['KEY']],
    ['no key made for production', { ...GOOD, KEY: `azk_production_auth_${GOOD.KEY}` }, []],
    [
      'a placeholder in an address',
      { ...GOOD, DATABASE_URL: 'postgresql://a:changeme@db/a' },
      ['DATABASE_URL'],
    ],
    ['the user name as password', { ...GOOD, DATABASE_URL: 'postgresql://abc:abc@db/a' }, ['DATABASE_URL']],
    ['no address without a password', { ...GOOD, DATABASE_URL: 'postgresql://db/a' }, []],
    ['a value it must set', { ...GOOD, PUBLIC_URL: '' }, ['PUBLIC_URL']],
    ['doing without what it needs', { ...GOOD, TOKEN: '' }, ['TOKEN']],
  ])('refuses %s', (...[, variables, expected]) => {
    expect(faulty(variables)).toEqual(expected)
  })

  test('is strict alone: locally all of it will do', () => {
    expect(faulty({ KEY: 'short', DATABASE_URL: 'postgresql://a:a@db/a' }, 'local')).toEqual([])
  })
})

describe('layers', () => {
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'azora-config-'))
    writeFileSync(join(path, '.env'), 'DAYS=1\nSTRICT=true\n')
    writeFileSync(join(path, '.env.local'), 'DAYS=2\n')
    return path
  }

  test('the environment wins over .env.local, that over .env, that over defaults, and each value tells its origin', () => {
    const reading = readConfig(settings, layersOf({ ORIGINS: 'x' }, folder()))
    expect(Object.fromEntries(reading.values.map(({ env: name, origin }) => [name, origin]))).toMatchObject({
      ORIGINS: 'environment',
      DAYS: '.env.local',
      STRICT: '.env',
      KEYS: 'default',
      MAIL_URL: 'unset',
    })
  })

  test('files are not read in production', () => {
    expect(layersOf({ AZORA_PROFILE: 'production' }, folder())).toHaveLength(1)
  })
})
