import { expect, test, vi } from 'vitest'
import { libcHere } from './system.js'

test.runIf(process.platform === 'linux')(
  'the C library is found out once, for Node takes its time to say',
  () => {
    const asked = vi.spyOn(process.report, 'getReport')
    const answers = [1, 2, 3].map(libcHere)
    expect(new Set(answers).size).toBe(1)
    expect(asked).toHaveBeenCalledOnce()
  },
)
