import { expect, test, vi } from 'vitest'

test.runIf(process.platform === 'linux')(
  'the C library is found out once, for Node takes its time to say',
  async () => {
    const asked = vi.spyOn(process.report, 'getReport')
    // Another file of this process may have asked before.
    vi.resetModules()
    const { libcHere } = await import('./system.js')
    const answers = [1, 2, 3].map(() => libcHere())
    expect(new Set(answers).size).toBe(1)
    expect(asked).toHaveBeenCalledOnce()
  },
)
