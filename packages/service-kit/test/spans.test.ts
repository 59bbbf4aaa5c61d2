import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { service } from '../fixtures/notes/service.js'
import { started } from '../src/testing/index.js'

test('a request that continues a trace leaves a span in it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'azora-spans-'))
  const app = await started(service, { env: { AZORA_SPANS: folder, AZORA_INSTANCE: 'notes-1' } })
  await fetch(`${app.url}/v1/notes`, {
    headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  })
  await app[Symbol.asyncDispose]()
  const [line = ''] = readFileSync(join(folder, 'notes-1.jsonl'), 'utf8').split('\n')
  expect(JSON.parse(line)).toMatchObject({
    name: 'GET notes.list',
    trace: { traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' },
    failed: false,
  })
})
