import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { journalPath, recover } from '../../bin/recovery.mjs'
import type { Change } from './change.js'
import { applyAll } from './journal.js'

function workspace(): string {
  const root = mkdtempSync(join(tmpdir(), 'azora-journal-'))
  writeFileSync(join(root, 'kept.txt'), 'as it was')
  mkdirSync(join(root, 'old/folder'), { recursive: true })
  writeFileSync(join(root, 'old/folder/gone.sh'), '#!/bin/sh')
  chmodSync(join(root, 'old/folder/gone.sh'), 0o755)
  symlinkSync('kept.txt', join(root, 'link'))
  return root
}

const CHANGES: readonly Change[] = [
  { path: 'kept.txt', content: { text: 'changed' } },
  { path: 'new/deep/file.txt', content: { text: 'new' } },
  { path: 'old/folder/gone.sh', content: null },
  { path: 'link', content: null },
  { path: 'new/link', content: { linkTo: '../kept.txt' } },
]

const tree = (root: string) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted()

describe('changes', () => {
  test('are all made, and folders that became empty are gone', () => {
    const root = workspace()
    applyAll(root, CHANGES)
    expect(tree(root)).toEqual(['kept.txt', 'new/deep/file.txt', 'new/link'])
    expect([readFileSync(join(root, 'kept.txt'), 'utf8'), existsSync(join(root, 'old'))]).toEqual([
      'changed',
      false,
    ])
  })

  test('are none of them made if one fails', () => {
    const root = workspace()
    const before = tree(root)
    const impossible: Change = { path: 'kept.txt/below', content: { text: 'a file is no folder' } }
    expect(() => applyAll(root, [...CHANGES, impossible])).toThrow(/ENOTDIR|EEXIST/)
    expect(tree(root)).toEqual(before)
  })

  test('are refused while another command makes some, and leave its journal alone', () => {
    const root = workspace()
    mkdirSync(join(root, '.azora'))
    writeFileSync(journalPath(root), JSON.stringify({ pid: 1, entries: [] }))
    expect(() => applyAll(root, CHANGES)).toThrow('Another command is changing this workspace')
    expect(readFileSync(join(root, 'kept.txt'), 'utf8')).toBe('as it was')
    expect(existsSync(journalPath(root))).toBe(true)
  })
})

describe('a change whose maker died', () => {
  const dead = (root: string) => {
    const base64 = (path: string) => ({
      base64: readFileSync(join(root, path)).toString('base64'),
      mode: statSync(join(root, path)).mode,
      mtimeMs: 1_000_000,
    })
    const entries = [
      { path: 'kept.txt', before: base64('kept.txt') },
      { path: 'new/deep/file.txt', before: null },
      { path: 'old/folder/gone.sh', before: base64('old/folder/gone.sh') },
      { path: 'link', before: { linkTo: 'kept.txt' } },
    ]
    mkdirSync(join(root, '.azora'))
    // No process has this number: it is above the largest a kernel gives.
    writeFileSync(journalPath(root), JSON.stringify({ pid: 2 ** 30, entries }))
    return entries
  }

  test('is undone by the next command, modes and links included', () => {
    const root = workspace()
    const before = tree(root)
    dead(root)
    for (const change of CHANGES.slice(0, 2)) {
      mkdirSync(join(root, change.path, '..'), { recursive: true })
      writeFileSync(join(root, change.path), 'half')
    }
    expect(recover(root)).toHaveLength(4)
    expect(tree(root)).toEqual(before)
    expect([readFileSync(join(root, 'kept.txt'), 'utf8'), readlinkSync(join(root, 'link'))]).toEqual([
      'as it was',
      'kept.txt',
    ])
    expect(statSync(join(root, 'old/folder/gone.sh')).mode & 0o777).toBe(0o755)
    expect(statSync(join(root, 'kept.txt')).mtimeMs).toBe(1_000_000)
  })

  test('is undone once: there is nothing left to do after that', () => {
    const root = workspace()
    dead(root)
    recover(root)
    expect(recover(root)).toEqual([])
  })
})
