import { argument, defineCommand } from '../../command.js'

/** `azora contract openapi` */
export const openapi = defineCommand({
  summary: 'Print the OpenAPI 3.1 document of a service, or of the whole platform',
  args: { service: argument.optional('only this service', 'service') },
  examples: ['azora contract openapi', 'azora contract openapi education > education.json'],
  document: () => import('../../documents/contract.js').then(file => file.ApiDocument),

  async run({ service }): Promise<object> {
    const { openApiOf, platformOpenApi } = await import('@azora/contracts/openapi')
    const { contractsOf } = await import('../../contract/contracts.js')
    const contracts = contractsOf(service)
    const [only] = contracts
    return service !== undefined && only ? openApiOf(only) : platformOpenApi(contracts)
  },
  view: document => JSON.stringify(document, null, 2),
})
