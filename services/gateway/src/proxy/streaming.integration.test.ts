import { expect, test } from 'vitest'
import { echoed } from '../../test/large-bodies.js'

test('1 GiB passes up and down with under 64 MiB of growth and equal bytes', async () => {
  const { sentSha256, receivedSha256, grownMib } = await echoed(1024)

  expect(receivedSha256).toBe(sentSha256)
  expect(grownMib).toBeLessThan(64)
}, 600_000)
