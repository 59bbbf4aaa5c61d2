import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { manifestJsonSchema } from './json-schema.js'

describe('azora.schema.json', () => {
  it('is what the schema says today (npm run generate renews it)', async () => {
    const file = new URL('../azora.schema.json', import.meta.url)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(manifestJsonSchema())))
  })
})
