import { once } from 'node:events'
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net'
import { isProblem, type Problem } from '@azora/contracts'
import { freePort } from '@azora/service-kit/testing'
import { forward } from '../src/proxy/forward.js'
import { allowList } from '../src/proxy/header-rules.js'
import type { Passage } from '../src/proxy/passage.js'
import { requestHeaders } from '../src/proxy/request-headers.js'
import { Upstream, type UpstreamOptions } from '../src/upstreams/upstream.js'

/** A server on a free port of the loopback interface, closed with its connections. */
export interface Running extends AsyncDisposable {
  port: number
  url: string
}

/** An upstream that counts what reaches it. */
export interface Fixture extends Running {
  /** Requests as they arrived. */
  requests: IncomingMessage[]
}

/** Starts an HTTP upstream. */
export async function upstreamServer(
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<Fixture> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    listener(request, response)
  })
  return { requests, ...(await running(server)) }
}

/** An upstream that answers every request with `hello`. */
export const hello = () => upstreamServer((_, response) => response.end('hello'))

/** The head of the answer to a request sent by `node:http`. */
export async function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return response
}

/** Starts an upstream that speaks raw bytes, for what no HTTP server would say. */
export function rawServer(onConnection: (socket: Socket) => void, port = 0): Promise<Running> {
  return running(
    createTcpServer(socket => {
      socket.on('error', () => socket.destroy())
      onConnection(socket)
    }),
    port,
  )
}

/** The address of a port that nobody listens on. */
export const closedPort = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`

export async function running(server: Server | TcpServer, at = 0): Promise<Running> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(at, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What a test may say about the engine it drives. */
export interface EngineOptions
  extends UpstreamOptions,
    Partial<Pick<Passage, 'timeoutMs' | 'maxBodyBytes'>> {}

export interface Engine extends Running {
  upstream: Upstream
}

/** The engine alone behind a plain HTTP server: every request goes to the given upstreams. */
export async function engine(urls: readonly string[], options: EngineOptions = {}): Promise<Engine> {
  const upstream = new Upstream('fixture', options)
  upstream.follow(urls.map((url, at) => ({ id: `fixture-${at + 1}`, url, pid: at, ready: true })))
  const allowed = allowList()
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const headers = requestHeaders(request, allowed, {
      clientIp: request.socket.remoteAddress ?? '',
      scheme: 'http',
      host: request.headers.host ?? '',
      requestId: 'request-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      prefix: '',
      remainingMs: options.timeoutMs ?? 5_000,
    })
    const passage: Passage = {
      upstream,
      path: request.url ?? '/',
      headers,
      timeoutMs: 5_000,
      maxBodyBytes: 1024 ** 4,
      writeHead: (exchange, status, pairs) => void exchange.response.writeHead(status, pairs),
      ...definedOf(options),
    }
    forward(request, response, passage).catch((error: unknown) => answerWith(error, response))
  }
  const server = createServer(listener)
  server.on('checkContinue', listener)
  const { [Symbol.asyncDispose]: close, ...rest } = await running(server)
  return {
    upstream,
    ...rest,
    async [Symbol.asyncDispose]() {
      await close()
      await Promise.all(upstream.replicas.map(replica => replica.pool.destroy()))
    },
  }
}

function definedOf({ timeoutMs, maxBodyBytes }: EngineOptions): Partial<Passage> {
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
  }
}

function answerWith(error: unknown, response: ServerResponse): void {
  if (!isProblem(error)) throw error
  const problem: Problem = error
  response.writeHead(problem.status, { ...problem.headers, 'content-type': 'application/problem+json' })
  response.end(JSON.stringify(problem))
}

/** Sends raw bytes and reads until the server closes, or until `enough` says so. */
export async function sendRaw(
  port: number,
  bytes: string,
  enough: (answer: string) => boolean = () => false,
): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1')
  socket.write(bytes, 'latin1')
  try {
    for await (const part of socket) {
      answer += part as string
      if (enough(answer)) break
    }
  } catch (error) {
    if (Reflect.get(error as Error, 'code') !== 'ECONNRESET') throw error
  }
  socket.destroy()
  return answer
}
