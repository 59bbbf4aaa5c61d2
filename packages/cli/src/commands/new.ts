import { defineGroup } from '../command.js'

/** `azora new` */
export const newGroup = defineGroup({
  summary: 'Scaffold a service, wired into the whole platform',
  examples: ['azora new service invoices', 'azora new service order-desk --noun order --yes'],
  placeholder: 'what',
  commands: async () => ({ service: () => import('./new/service.js').then(file => file.newService) }),
})
