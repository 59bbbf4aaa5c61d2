import { defineGroup } from '../command.js'

/** `azora remove` */
export const removeGroup = defineGroup({
  summary: 'Take a scaffolded service out again, with everything that was wired for it',
  examples: ['azora remove service invoices', 'azora remove service invoices --yes --dry-run'],
  placeholder: 'what',
  commands: async () => ({ service: () => import('./remove/service.js').then(file => file.removeService) }),
})
