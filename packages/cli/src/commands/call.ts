import { defineGroup } from '../command.js'

/** `azora call` */
export const call = defineGroup({
  summary: 'Call an operation of a service',
  description:
    'Every operation of every contract, by <service>.<resource>.<operation>. Input is checked against the contract before ' +
    'anything is sent; the call goes through the gateway as whoever is signed in here.',
  placeholder: 'operation',
  examples: [
    'azora call education.courses.list --limit 5',
    'azora call education.courses.create --title "Proofs" --level ZA-SCHOOL/10',
    'azora call education.courses.import --data @examples/courses/grade-10-life-sciences.yaml --json',
  ],

  async commands() {
    const [{ callables }, { operationCommand }] = await Promise.all([
      import('../call/callables.js'),
      import('../call/operation-command.js'),
    ])
    return Object.fromEntries(
      callables().map(callable => [
        `${callable.contract.name}.${callable.operation.id}`,
        async () => operationCommand(callable),
      ]),
    )
  },
})
