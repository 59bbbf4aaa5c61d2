import { encode, type SourceMapMappings } from '@jridgewell/sourcemap-codec'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MappingsReader, MappingsWriter } from './mappings.js'

const field = fc.nat(100_000)
const segment = fc.oneof(
  fc.tuple(field),
  fc.tuple(field, field, field, field),
  fc.tuple(field, field, field, field, field),
)
const lines: fc.Arbitrary<SourceMapMappings> = fc.array(
  fc.array(segment, { maxLength: 6 }).map(segments => segments.toSorted(([a], [b]) => a - b)),
)

/** What is read, as the codec has it. */
function read(text: string, count: number): SourceMapMappings {
  const reader = new MappingsReader(text)
  const found: SourceMapMappings = Array.from({ length: count }, () => [])
  while (reader.next()) {
    const { line, column, source, sourceLine, sourceColumn, name } = reader
    if (!reader.hasSource) found[line]?.push([column])
    else if (reader.hasName) found[line]?.push([column, source, sourceLine, sourceColumn, name])
    else found[line]?.push([column, source, sourceLine, sourceColumn])
  }
  return found
}

it('mappings are read as they were written by others', () => {
  fc.assert(
    fc.property(lines, mappings => {
      expect(read(encode(mappings), mappings.length)).toEqual(mappings)
    }),
  )
})

it('mappings are written as others write them', () => {
  fc.assert(
    fc.property(lines, mappings => {
      const text = encode(mappings)
      const reader = new MappingsReader(text)
      const writer = new MappingsWriter()
      while (reader.next()) {
        if (reader.hasSource) writer.write(reader)
        else writer.writeNowhere(reader)
      }
      expect(writer.end(Math.max(0, mappings.length - 1))).toBe(text)
    }),
  )
})
