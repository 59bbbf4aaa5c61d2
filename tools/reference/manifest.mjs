import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { code, page, table, typeOf } from './markdown.mjs'

const INTRO = `\`services/<name>/azora.json\` says what a service is called, where it listens and what it needs. Start order, databases, gateway
routes and the graph follow from it. Point \`$schema\` at \`azora.schema.json\` of \`@azora/manifest\` and an editor completes it.`

/** One table per object of the manifest's schema. */
export function manifestPage(root) {
  const schema = JSON.parse(readFileSync(join(root, 'packages/manifest/azora.schema.json'), 'utf8'))
  return page('Manifest', INTRO, sections('azora.json', resolved(schema, schema), schema))
}

function resolved(schema, { $defs }) {
  return schema.$ref ? $defs[schema.$ref.split('/').at(-1)] : schema
}

/** A section for an object, then one for each object within it. */
function sections(title, { properties = {}, required = [] }, root) {
  const fields = Object.entries(properties).map(([name, schema]) => [name, resolved(schema, root)])
  const rows = fields.map(([name, schema]) => [
    code(name),
    typeOf(schema),
    required.includes(name) ? 'required' : initial(schema),
    schema.description,
  ])
  const inner = fields.flatMap(([name, schema]) =>
    objectsIn(schema, root).flatMap(object =>
      sections(`${title === 'azora.json' ? '' : `${title}.`}${name}`, object, root),
    ),
  )
  return [`## ${title}\n\n${table(['field', 'value', 'default', 'meaning'], rows)}`, ...inner]
}

const initial = ({ default: fallback }) => (fallback === undefined ? 'none' : code(JSON.stringify(fallback)))

function objectsIn(schema, root) {
  const all = [schema, schema.items ?? {}, ...(schema.items?.anyOf ?? schema.anyOf ?? [])]
  return all.map(part => resolved(part, root)).filter(part => part.properties)
}
