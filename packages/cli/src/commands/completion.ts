import { defineCommand } from '../command.js'
export const completion = defineCommand({
  summary: 'x',
  examples: ['azora completion'],
  document: async () => {
    throw new Error('x')
  },
  async run() {
    return {}
  },
  view: () => null,
})
