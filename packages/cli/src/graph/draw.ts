import type { GraphDocument } from '../documents/graph.js'
import type { Look } from '../look.js'

/** The start order, wave by wave, with what each service needs. */
export function graphText({ services, needs, waves }: GraphDocument, look: Look): string {
  return waves
    .map((wave, index) => {
      const rows = wave.map(name => {
        const service = services.find(one => one.name === name)
        const needed = needs.filter(need => need.from === name).map(need => need.to)
        const stands = [service?.database, service?.redis ? `redis (${service.redis})` : null].filter(Boolean)
        return [
          `  ${look.bold(name)}`,
          needed.length > 0 ? `needs ${needed.map(look.accent).join(', ')}` : look.dim('needs nothing'),
          look.dim(stands.join(', ')),
        ]
      })
      return `${look.dim(`wave ${index}`)}\n${look.table(['', '', ''], rows).split('\n').slice(1).join('\n')}`
    })
    .join('\n')
}

/** The same as a Mermaid flowchart. */
export function graphMermaid({ services, needs }: GraphDocument): string {
  const nodes = services.map(({ name, title, kind }) => {
    const label = `"${title.replaceAll('"', '#quot;')}"`
    return kind === 'gateway' ? `  ${id(name)}{{${label}}}` : `  ${id(name)}(${label})`
  })
  const databases = services.flatMap(({ name, database }) =>
    database ? [`  ${database}[("${database}")]`, `  ${id(name)} -.-> ${database}`] : [],
  )
  const edges = needs.map(({ from, to, condition }) =>
    condition === 'ready' ? `  ${id(from)} --> ${id(to)}` : `  ${id(from)} -- started --> ${id(to)}`,
  )
  return ['flowchart LR', ...nodes, ...edges, ...databases].join('\n')
}

/** Mermaid takes no hyphen in a name. */
function id(name: string) {
  return name.replaceAll('-', '_')
}
