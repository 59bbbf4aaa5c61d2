import { argument, defineCommand, flag } from '../../command.js'
import type { SagaChangedDocument } from '../../documents/sagas.js'

/** `azora sagas compensate` */
export const compensate = defineCommand({
  summary: 'Turn a saga around: undo what it has done',
  description: 'It cannot be turned back. An audit entry in the service says who asked, and why.',
  args: { id: argument.required('its id, as azora sagas ls shows it') },
  flags: { reason: { ...flag.text('why, for whoever looks at it later'), required: true } },
  examples: ['azora sagas compensate 019b0000-0000-7000-8000-000000000001 --reason "asked for by mistake"'],
  document: () => import('../../documents/sagas.js').then(file => file.SagaChangedDocument),

  async run({ id, reason }, context): Promise<SagaChangedDocument> {
    const { askNexus } = await import('../../session/operator.js')
    await askNexus(context, ({ sagas }) => sagas.compensate({ params: { sagaId: id }, body: { reason } }))
    return { id, done: 'turned around' }
  },
  view: ({ id }, look) =>
    `${look.good('It is undone')}, step by step: ${look.accent(`azora sagas show ${id}`)}`,
})
