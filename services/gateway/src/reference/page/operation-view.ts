import type { OpenApiDocument, OperationObject } from '@azora/contracts/openapi'
import { type Content, type Html, html, inline, prose } from './html.js'
import { fieldView, type Schema, schemaView } from './schema-view.js'

/** An operation with where it is found. */
export interface LocatedOperation {
  method: string
  path: string
  operation: OperationObject
}

/** Where and what to look up for a reference like `#/components/parameters/ifMatch`. */
type Components = OpenApiDocument['components']

type Parameter = Components['parameters'][string]

/** The anchor of an operation. */
export const operationAnchor = (id: string) => `op-${id}`

/** One operation in full; closed until someone wants to read it. */
export function operationView({ method, path, operation }: LocatedOperation, components: Components): Html {
  const id = operationAnchor(operation.operationId)
  return html`<details class="operation" id="${id}">
<summary><span class="method ${method}">${method}</span><span class="path">${pathView(path)}</span><span class="what">${operation.summary}</span></summary>
<div class="body">
<p class="facts">${factsOf(operation)}</p>
${prose(operation.description)}
${parametersView(operation, components)}
${bodyView(operation)}
${answersView(operation, components)}
${examplesView({ method, path, operation })}
</div>
</details>`
}

function pathView(path: string): Content[] {
  return path.split(/(\{\w+\})/).map(part => (part.startsWith('{') ? html`<em>${part}</em>` : part))
}

function factsOf(operation: OperationObject): Html[] {
  const { access, idempotency, rateLimit } = operation['x-azora']
  const facts = [
    html`<code>${operation.operationId}</code>`,
    accessOf(access),
    idempotency === 'ignored' ? undefined : html`<code>Idempotency-Key</code> ${idempotency}`,
    rateLimit ? `${rateLimit.limit} calls in ${rateLimit.windowSeconds} s` : undefined,
  ]
  return facts.filter(fact => fact !== undefined).map(fact => html`<span>${fact}</span>`)
}

function accessOf(access: string): Content {
  const [kind, ...rest] = access.split(':')
  if (kind === 'public') return 'open to anyone'
  if (kind === 'user') return 'any signed-in user'
  if (kind === 'service') return 'other services only'
  return html`needs the ${kind} <code>${rest.join(':')}</code>`
}

function parametersView({ parameters }: OperationObject, components: Components): Content {
  if (parameters.length === 0) return ''
  const fields = parameters.map(parameter => {
    const { name, in: place, required, description, schema } = resolved(parameter, components)
    return fieldView(
      name,
      { ...(schema as Schema), description: [`In the ${place}.`, description].filter(Boolean).join(' ') },
      required,
    )
  })
  return html`<h4>Parameters</h4><dl class="fields">${fields}</dl>`
}

function resolved(parameter: OperationObject['parameters'][number], { parameters }: Components): Parameter {
  if (!('$ref' in parameter)) return parameter
  const name = parameter.$ref.slice('#/components/parameters/'.length)
  return parameters[name] ?? { name, in: 'header', required: false, schema: {} }
}

function bodyView({ requestBody }: OperationObject): Content {
  const [[type, content] = []] = Object.entries(requestBody?.content ?? {})
  if (!type || !content) return ''
  return html`<h4>Body <span class="media">${type}</span></h4>${schemaView(content.schema as Schema)}`
}

function answersView({ responses }: OperationObject, components: Components): Html {
  const answers = Object.entries(responses).map(([status, response]) => {
    if ('$ref' in response)
      return problemsView(status, components.responses[response.$ref.slice('#/components/responses/'.length)])
    const [content] = Object.values(response.content ?? {})
    return html`<div class="answer"><span class="status ok">${status}</span><div>${
      content ? schemaView(content.schema as Schema) : html`<p>No body.</p>`
    }</div></div>`
  })
  return html`<h4>Answers</h4>${answers}`
}

/** The descriptions of shared responses are lists of problems, one a paragraph. */
function problemsView(status: string, response: Components['responses'][string] | undefined): Html {
  return html`<div class="answer"><span class="status">${status}</span><div>${prose(response?.description)}</div></div>`
}

function examplesView({ method, path, operation }: LocatedOperation): Html {
  const parameters = path.match(/\{\w+\}/g) ?? []
  const call = ['azora call', operation.operationId, ...parameters.map(name => `<${name.slice(1, -1)}>`)]
  const curl = [
    'curl',
    ...(method === 'get' ? [] : ['-X', method.toUpperCase()]),
    ...curlOptions(operation),
    `"$AZORA${path}"`,
  ]
  return html`<h4>Try it</h4><pre tabindex="0"><code>${call.join(' ')}
${curl.join(' ')}</code></pre>`
}

function curlOptions(operation: OperationObject): string[] {
  return [
    ...(operation['x-azora'].access === 'public' ? [] : ['-H "authorization: Bearer $TOKEN"']),
    ...(operation.requestBody ? ["--json '{ … }'"] : []),
  ]
}

/** A one-line entry for the table of contents. */
export function operationLink({ method, path, operation }: LocatedOperation): Html {
  const words = `${method} ${path} ${operation.operationId} ${operation.summary}`.toLowerCase()
  return html`<li data-words="${words}"><a href="#${operationAnchor(operation.operationId)}"><span class="method ${method}">${method}</span>${inline(operation.summary)}</a></li>`
}
