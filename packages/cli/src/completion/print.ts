import { commands } from '../commands/index.js'
import type { Output } from '../output.js'
import { complete } from './complete.js'

/** Answers a shell that asks what fits: a word a line, with its meaning after a tab; `:files` for any path. */
export async function printCompletion(
  words: readonly string[],
  root: () => string,
  out: Output,
): Promise<void> {
  const candidates = await complete(words, commands, {
    service: async () => {
      const { loadManifests } = await import('@azora/manifest')
      return (await loadManifests(root())).map(({ manifest }) => manifest.name)
    },
    code: async () => {
      const { explanations } = await import('../explain.js')
      return explanations().map(({ code }) => code)
    },
  })
  if (candidates === 'files') return out.print(':files')
  const lines = candidates.map(({ word, about }) => (about ? `${word}\t${about}` : word))
  if (lines.length > 0) out.print(lines.join('\n'))
}
