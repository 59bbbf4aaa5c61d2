import { defineCommand } from '../command.js'
export const doctor = defineCommand({
  summary: 'x',
  examples: ['azora doctor'],
  document: async () => {
    throw new Error('x')
  },
  async run() {
    return {}
  },
  view: () => null,
})
