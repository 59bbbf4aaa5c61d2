import { argument, defineCommand } from '../../command.js'
import type { ContractDocument } from '../../documents/contract.js'

/** `azora contract show` */
export const show = defineCommand({
  summary: 'Show the operations and events of services',
  args: { service: argument.optional('only this service', 'service') },
  examples: ['azora contract show', 'azora contract show education --json'],
  document: () => import('../../documents/contract.js').then(file => file.ContractDocument),

  async run({ service }): Promise<ContractDocument> {
    const { contractDocument, contractsOf } = await import('../../contract/contracts.js')
    return contractDocument(contractsOf(service))
  },

  view: ({ contracts }, look) =>
    contracts
      .map(({ name, title, version, description, operations, events }) =>
        [
          `${look.bold(name)} ${version}  ${look.dim(`${title}. ${description}`)}`,
          look.table(
            ['operation', 'method', 'path', 'who', 'what'],
            operations.map(({ id, method, path, access, summary }) => [
              id,
              method,
              path,
              access,
              look.dim(summary),
            ]),
          ),
          look.table(
            ['event', 'version', 'what'],
            events.map(({ type, version: of, summary }) => [type, String(of), look.dim(summary)]),
          ),
        ].join('\n\n'),
      )
      .join('\n\n'),
})
