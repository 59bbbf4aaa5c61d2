import { defineCommand, flag } from '../command.js'
import type { GraphDocument } from '../documents/graph.js'
import { graphMermaid, graphText } from '../graph/draw.js'

/** `azora graph` */
export const graph = defineCommand({
  summary: 'Show which services need which, and the order they start in',
  flags: {
    format: flag.choice('as a list of waves, or as a Mermaid flowchart', ['text', 'mermaid'], 'text'),
  },
  examples: ['azora graph', 'azora graph --format mermaid > docs/services.mmd', 'azora graph --json'],
  document: () => import('../documents/graph.js').then(file => file.GraphDocument),

  async run({ format }, { root }): Promise<GraphDocument> {
    const { graphOf } = await import('../graph/graph.js')
    return { ...(await graphOf(root)), format }
  },
  view: (document, look) =>
    document.format === 'mermaid' ? graphMermaid(document) : graphText(document, look),
})
