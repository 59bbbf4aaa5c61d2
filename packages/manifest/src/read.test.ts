import { describe, expect, it } from 'vitest'
import { readManifest } from './read.js'

const education = {
  name: 'education',
  title: 'Education',
  category: 'Education-Platform',
  port: 4002,
}

const read = (changes: object) => readManifest(JSON.stringify({ ...education, ...changes }), 'azora.json')

const faults = (changes: object) => {
  const reading = read(changes)
  return reading.ok ? [] : reading.faults.map(({ pointer, expected }) => `${pointer}: ${expected}`)
}

describe('a manifest', () => {
  it('says only what differs from the usual', () => {
    expect(read({ needs: ['auth', { service: 'mail', condition: 'started' }] })).toEqual({
      ok: true,
      manifest: {
        ...education,
        kind: 'service',
        needs: [
          { service: 'auth', condition: 'ready' },
          { service: 'mail', condition: 'started' },
        ],
        resources: {},
        criticality: 'standard',
        replicas: 1,
        env: {},
        secrets: [],
        limits: {},
      },
    })
  })

  it('is refused with all its faults at once', () => {
    expect(faults({ port: '4002', category: 'Learning', replicas: 0, title: undefined })).toEqual([
      '/title: a string',
      expect.stringMatching(/^\/category: one of "AI-Intelligence", .*"User-Management"$/),
      '/port: a number',
      '/replicas: at least 1',
    ])
  })

  it('is refused with the place and what belongs there', () => {
    expect(faults({ needs: [4] })).toEqual([
      '/needs/0: the name of a service, or { "service": …, "condition": "ready" | "started" }',
    ])
    expect(faults({ prot: 1 })).toEqual(['/prot: no such field; did you mean `port`?'])
    expect(faults({ limits: { ram: 1 } })).toEqual(['/limits/ram: no such field'])
    expect(faults({ port: 4002.5 })).toEqual(['/port: a whole number'])
    expect(faults({ name: '../etc' })).toEqual([
      '/name: a name of lower case letters and digits, words joined by hyphens',
    ])
  })

  it('cannot set what the supervisor sets', () => {
    expect(faults({ env: { DATABASE_URL: 'x' } })).toEqual([
      '/env/DATABASE_URL: a variable that the supervisor does not set itself',
    ])
  })

  it('that is no JSON is refused with the place', () => {
    const reading = readManifest('{ "name": }', 'services/education/azora.json')
    expect(reading.ok ? [] : reading.faults).toEqual([
      { file: 'services/education/azora.json', pointer: '', expected: expect.stringMatching(/^JSON \(.*}/) },
    ])
  })
})
