import { defineCommand } from '../command.js'
export const demo = defineCommand({
  summary: 'x',
  examples: ['azora demo'],
  document: async () => {
    throw new Error('x')
  },
  async run() {
    return {}
  },
  view: () => null,
})
