import { expect, test } from 'vitest'
import { readConfig } from '../../config/read-config.js'
import { faultReport } from '../../config/report.js'
import type { Service } from '../../service.js'
import { type StartedOptions, started } from '../started.js'

const CANARY = 'canary-that-must-not-be-shown'

/** How a service begins and ends. */
export function lifeChecks(service: Service, options: StartedOptions): void {
  test('it stops cleanly, and refuses connections afterwards', async () => {
    const app = await started(service, options)
    const failures = await app.service.stop()
    await app[Symbol.asyncDispose]()
    expect(failures).toEqual([])
    await expect(fetch(`${app.url}/livez`)).rejects.toThrow('fetch failed')
  })

  test('it turns unready before it stops accepting', async () => {
    const app = await started(service, { ...options, env: { ...options.env, DRAIN_DELAY_MS: '300' } })
    const stopping = app.service.stop()
    const { status } = await fetch(`${app.url}/readyz`)
    await stopping
    await app[Symbol.asyncDispose]()
    expect(status).toBe(503)
  })

  configChecks(service)
}

/** What it makes of wrong settings. */
function configChecks(service: Service): void {
  test('production refuses every secret that can be guessed', () => {
    const secrets = Object.values(service.settings).filter(({ secret }) => secret)
    const variables: Record<string, string> = { AZORA_PROFILE: 'production' }
    for (const { env } of secrets) variables[env] = 'changeme'
    const reading = readConfig(service.settings, [{ origin: 'environment', variables }])
    const refused = reading.ok ? [] : reading.faults.map(({ env }) => env)
    expect(secrets.map(({ env }) => env).filter(env => !refused.includes(env))).toEqual([])
  })

  test('production wants the key by which it learns what was revoked, unless it trusts itself', () => {
    const layers = [{ origin: 'environment' as const, variables: { AZORA_PROFILE: 'production' } }]
    const reading = readConfig(service.settings, layers)
    const faults = reading.ok ? [] : reading.faults.map(({ env }) => env)
    expect(faults.includes('AZORA_SERVICE_KEY')).toBe(service.definition.trust === undefined)
  })

  test('every wrong setting is reported at once, secrets masked', () => {
    const variables: Record<string, string> = { PORT: 'abc', LOG_LEVEL: 'loud', AZORA_PROFILE: 'nowhere' }
    const secrets = Object.values(service.settings).filter(({ secret }) => secret)
    for (const { env } of secrets) variables[env] = CANARY
    const reading = readConfig(service.settings, [{ origin: 'environment', variables }])
    const report = reading.ok ? '' : faultReport(service.name, reading.faults)
    expect(
      ['PORT', 'LOG_LEVEL', 'AZORA_PROFILE'].filter(name => !report.includes(`${name}: expected`)),
    ).toEqual([])
    expect(JSON.stringify(reading) + report).not.toContain(CANARY)
  })
}
