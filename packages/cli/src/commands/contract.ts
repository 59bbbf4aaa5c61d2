import { defineGroup } from '../command.js'

/** `azora contract` */
export const contract = defineGroup({
  summary: 'What services promise: shown, compared, and as OpenAPI or AsyncAPI',
  examples: [
    'azora contract show education',
    'azora contract check',
    'azora contract openapi > openapi.json',
  ],
  commands: async () => ({
    show: () => import('./contract/show.js').then(file => file.show),
    check: () => import('./contract/check.js').then(file => file.check),
    openapi: () => import('./contract/openapi.js').then(file => file.openapi),
    asyncapi: () => import('./contract/asyncapi.js').then(file => file.asyncapi),
  }),
})
