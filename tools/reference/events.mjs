import { code, page, table, typeOf } from './markdown.mjs'

const INTRO = `What services publish, as CloudEvents 1.0. Types are never reused; \`dataschema\` carries the version of the data.`

/** One section per event: its data, field by field. */
export function eventsPage({ platform, asyncApiOf }) {
  const sections = platform.flatMap(contract => {
    const { messages, schemas } = asyncApiOf(contract).components
    return Object.values(contract.events).map(({ type, summary, version }) => {
      const { data } = messages[type].payload.allOf[1].properties
      const source = `${summary}. Published by ${contract.name}, version ${version}.`
      return [`## ${type}`, source, fields(resolved(data, schemas))].join('\n\n')
    })
  })
  return page('Events', INTRO, sections)
}

const resolved = (schema, schemas) => (schema.$ref ? schemas[schema.$ref.split('/').at(-1)] : schema)

function fields({ properties = {}, required = [] }) {
  const rows = Object.entries(properties).map(([name, schema]) => [
    code(name),
    typeOf(schema) + (required.includes(name) ? '' : ', optional'),
    schema.description,
  ])
  return table(['field', 'type', 'meaning'], rows)
}
