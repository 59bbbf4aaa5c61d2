import { argument, defineCommand } from '../../command.js'

/** `azora contract asyncapi` */
export const asyncapi = defineCommand({
  summary: 'Print the AsyncAPI 3 document of a service, or of the whole platform',
  args: { service: argument.optional('only this service', 'service') },
  examples: ['azora contract asyncapi', 'azora contract asyncapi education > education.json'],
  document: () => import('../../documents/contract.js').then(file => file.ApiDocument),

  async run({ service }): Promise<object> {
    const { asyncApiOf, platformAsyncApi } = await import('@azora/contracts/asyncapi')
    const { contractsOf } = await import('../../contract/contracts.js')
    const contracts = contractsOf(service)
    const [only] = contracts
    return service !== undefined && only ? asyncApiOf(only) : platformAsyncApi(contracts)
  },
  view: document => JSON.stringify(document, null, 2),
})
