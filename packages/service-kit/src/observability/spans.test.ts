import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Kit } from '../resource.js'
import { LocalSpans } from './local-spans.js'
import { OtlpSpans } from './otlp-spans.js'
import type { Span } from './span.js'
import { continueTrace } from './trace-context.js'

const kit = { service: 'notes', log: { warn: () => {} } } as unknown as Kit
const trace = continueTrace('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')
const span: Span = {
  name: 'GET notes.list',
  kind: 'server',
  trace,
  startedAtMs: 1_700_000_000_000.5,
  durationMs: 12.25,
  failed: false,
  attributes: { 'http.response.status_code': 200 },
}

test('spans are kept in a file of the instance, complete once the service has stopped', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'azora-spans-'))
  const spans = new LocalSpans(folder, 'notes-1')
  await spans.start(kit)
  spans.record(span)
  spans.record({ ...span, name: 'GET notes.get' })
  await spans.stop()
  const lines = readFileSync(join(folder, 'notes-1.jsonl'), 'utf8').trim().split('\n')
  expect(lines.map(line => (JSON.parse(line) as Span).name)).toEqual(['GET notes.list', 'GET notes.get'])
})

test('spans that cannot be kept are told in health and cost nothing else', async () => {
  const spans = new LocalSpans(join(mkdtempSync(join(tmpdir(), 'azora-spans-')), 'gone'), 'notes-1')
  spans.record(span)
  await spans.stop()
  expect(() => spans.check()).toThrow('ENOENT')
})

test('no more than 10,000 spans wait to be kept: the newest are lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'azora-spans-'))
  const spans = new LocalSpans(folder, 'notes-1')
  await spans.start(kit)
  for (let n = 0; n < 10_050; n++) spans.record(span)
  await spans.stop()
  expect(readFileSync(join(folder, 'notes-1.jsonl'), 'utf8').trim().split('\n')).toHaveLength(10_000)
})

test('spans reach a collector as OTLP, with their ids and parent', async () => {
  const received: unknown[] = []
  const collector = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ url: request.url, body: JSON.parse(Buffer.concat(chunks).toString()) })
      response.setHeader('content-type', 'application/json').end('{}')
    })
  }).listen(0, '127.0.0.1')
  const { port } = await new Promise<AddressInfo>(resolve => {
    collector.once('listening', () => resolve(collector.address() as AddressInfo))
  })
  const spans = new OtlpSpans(`http://127.0.0.1:${port}`)
  await spans.start(kit)
  spans.record(span)
  await spans.stop()
  collector.close()

  expect(received).toMatchObject([
    {
      url: '/v1/traces',
      body: {
        resourceSpans: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'notes' } }] },
            scopeSpans: [
              {
                spans: [
                  {
                    name: 'GET notes.list',
                    traceId: trace.traceId,
                    spanId: trace.spanId,
                    parentSpanId: 'b7ad6b7169203331',
                  },
                ],
              },
            ],
          },
        ],
      },
    },
  ])
})
