import { argument, defineCommand } from '../../command.js'
import type { SagaChangedDocument } from '../../documents/sagas.js'

/** `azora sagas retry` */
export const retry = defineCommand({
  summary: 'Have a saga go on at once, rather than after its pause',
  args: { id: argument.required('its id, as azora sagas ls shows it') },
  examples: ['azora sagas retry 019b0000-0000-7000-8000-000000000001'],
  document: () => import('../../documents/sagas.js').then(file => file.SagaChangedDocument),

  async run({ id }, context): Promise<SagaChangedDocument> {
    const { askNexus } = await import('../../session/operator.js')
    await askNexus(context, ({ sagas }) => sagas.retry({ params: { sagaId: id } }))
    return { id, done: 'retried' }
  },
  view: ({ id }, look) =>
    `${look.good('It goes on')} within a second: ${look.accent(`azora sagas show ${id}`)}`,
})
