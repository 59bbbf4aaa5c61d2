import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What a model says: the content of its answer, or whatever it does instead. */
export type Says = ((response: ServerResponse) => void) | object | string | null

/** What it was asked, and with which key. */
interface Question {
  authorization: string | undefined
  body: { model: string; messages: { role: string; content: string }[]; response_format: unknown }
}

/** A model that says what it is told to, and nothing before. */
export async function fakeModel() {
  const questions: Question[] = []
  let says: Says = { intent: 'none', slots: [], confidence: 0 }
  const server = createServer((request, response) => void answer(request, response))
  async function answer(request: IncomingMessage, response: ServerResponse) {
    const body = JSON.parse(await text(request)) as Question['body']
    questions.push({ authorization: request.headers.authorization, body })
    if (typeof says === 'function') return (says as (response: ServerResponse) => void)(response)
    const content = typeof says === 'string' ? says : JSON.stringify(says)
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ choices: [{ message: { content } }] }))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`,
    questions,
    will: (next: Says) => {
      says = next
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What a well-behaved model says of a text. */
export const proposes = (intent: string, slots: Readonly<Record<string, string>>, confidence = 0.9) => ({
  intent,
  slots: Object.entries(slots).map(([name, value]) => ({ name, value })),
  confidence,
})

/** Ways in which a model fails to say anything. */
export const FAILURES: readonly (readonly [how: string, Says])[] = [
  ['answers what is no JSON', 'Sure! I will send the money.'],
  ['answers no choices', (response: ServerResponse) => response.end('{"choices":[]}')],
  ['answers what is no completion', (response: ServerResponse) => response.end('null')],
  ['answers 500', (response: ServerResponse) => response.writeHead(500).end('{}')],
  ['leads elsewhere', (response: ServerResponse) => response.writeHead(302, { location: '/admin' }).end()],
  ['answers 10 MB', (response: ServerResponse) => response.end('x'.repeat(10 * 1024 * 1024))],
  ['hangs up', (response: ServerResponse) => response.destroy()],
]
