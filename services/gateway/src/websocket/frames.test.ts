import { describe, expect, test } from 'vitest'
import { closeFrame, FrameTracker } from './frames.js'

const text = (length: number) =>
  length < 126
    ? Buffer.concat([Buffer.from([0x81, length]), Buffer.alloc(length)])
    : Buffer.concat([Buffer.from([0x81, 126, length >> 8, length & 0xff]), Buffer.alloc(length)])
const long = Buffer.concat([Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]), Buffer.alloc(65_536)])
const masked = Buffer.from([0x81, 0x82, 1, 2, 3, 4, 5, 6])

describe('following frames', () => {
  test.each([
    ['an empty one', text(0)],
    ['a short one', text(125)],
    ['one with a 16-bit length', text(300)],
    ['one with a 64-bit length', long],
    ['a masked one', masked],
  ])('knows where %s ends, however it is cut', (_, frame) => {
    const stream = Buffer.concat([frame, text(3), frame])
    for (const size of [1, 2, 7, 1_000, stream.length]) {
      const tracker = new FrameTracker()
      const ends: number[] = []
      for (let from = 0; from < stream.length; from += size) {
        const part = stream.subarray(from, from + size)
        for (let at = 0; at < part.length; ) {
          at = tracker.advance(part, at)
          if (tracker.atBoundary) ends.push(from + at)
        }
      }
      expect(ends).toEqual([frame.length, frame.length + 5, stream.length])
    }
  })

  test('notices a close frame, also the one this gateway sends', () => {
    for (const frame of [closeFrame(1001, 'bye', 'client'), closeFrame(4401, 'bye', 'server')]) {
      const tracker = new FrameTracker()
      tracker.pass(Buffer.concat([text(4), frame]))
      expect([tracker.closed, tracker.atBoundary]).toEqual([true, true])
    }
  })
})
