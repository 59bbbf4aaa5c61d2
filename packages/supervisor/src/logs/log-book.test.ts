import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LogLine } from '../api.js'
import { LogBook } from './log-book.js'

const line = (source: string, text: string): LogLine => ({
  at: '2026-01-01T00:00:00.000Z',
  source,
  instance: `${source}-1`,
  stream: 'stdout',
  line: text,
})

describe('the log book', () => {
  it('keeps what each source has written, in order', async () => {
    await using book = await openBook()
    for (const text of ['one', 'two', 'three']) book.logs.write(line('auth', text))
    book.logs.write(line('education', 'four'))
    await book.logs.flush()
    expect(await book.texts('auth.log')).toEqual(['one', 'two', 'three'])
    expect(await book.texts('education.log')).toEqual(['four'])
  })

  it('puts a file aside when it has grown, and never keeps more than two', async () => {
    await using book = await openBook(1_000)
    for (let i = 0; i < 100; i++) {
      book.logs.write(line('auth', `line ${i}`))
      await book.logs.flush()
    }
    const last = await book.texts('auth.log')
    const before = await book.texts('auth.1.log')
    expect([...before, ...last]).toEqual(
      Array.from(
        { length: before.length + last.length },
        (_, i) => `line ${100 - before.length - last.length + i}`,
      ),
    )
    expect((await stat(join(book.folder, 'auth.1.log'))).size).toBeLessThan(1_200)
  })

  it('keeps no more than 8 MiB waiting for the disk, and writes how many lines it has lost', async () => {
    await using book = await openBook()
    for (let i = 0; i < 200; i++) book.logs.write(line('auth', 'x'.repeat(64 * 1024)))
    await book.logs.flush()
    const texts = await book.texts('auth.log')
    expect(texts.length).toBeLessThan(130)
    expect(texts.at(-1)).toBe(`${201 - texts.length} lines were lost: the disk is too slow`)
  })
})

async function openBook(maxBytes?: number) {
  const folder = await mkdtemp(join(tmpdir(), 'azora-logs-'))
  const read = async (name: string) => (await readFile(join(folder, name), 'utf8')).trim().split('\n')
  return {
    folder,
    logs: new LogBook(folder, maxBytes),
    texts: async (name: string) => (await read(name)).map(text => (JSON.parse(text) as LogLine).line),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
