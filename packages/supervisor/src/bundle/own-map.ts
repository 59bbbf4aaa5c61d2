import { MappingsReader, MappingsWriter } from './mappings.js'
import { isOwn } from './own.js'

interface SourceMap {
  readonly sources: readonly string[]
  readonly names: readonly string[]
  readonly mappings: string
}

/**
 * The part of a source map that leads to our own sources. Node reads a map as a whole when it loads the module, and nine
 * tenths of it would lead into installed packages: 40 ms and 14 MB of every process. It is read and written in one go: as
 * objects, a map of half a million segments takes longer to collect than to build.
 */
export function ownMap(text: string): string {
  const map = JSON.parse(text) as SourceMap
  return JSON.stringify({ ...map, mappings: keep(map.mappings, map.sources.map(isOwn)) })
}

/** A dropped stretch leaves one segment without a source, or what was before it would claim it. */
function keep(mappings: string, isKept: readonly boolean[]): string {
  const reader = new MappingsReader(mappings)
  const writer = new MappingsWriter()
  let line = 0
  let isClaimed = false
  while (reader.next()) {
    if (reader.line !== line) isClaimed = false
    line = reader.line
    const isMapped = reader.hasSource && isKept[reader.source] === true
    if (isMapped) writer.write(reader)
    else if (isClaimed) writer.writeNowhere(reader)
    isClaimed = isMapped
  }
  return writer.end(reader.line)
}
