import { createHash } from 'node:crypto'
import type { OpenApiDocument } from '@azora/contracts/openapi'
import { type Html, html, prose } from './html.js'
import { type LocatedOperation, operationLink, operationView } from './operation-view.js'
import { type Schema, schemaAnchor, schemaView } from './schema-view.js'
import { SCRIPT } from './script.js'
import { STYLE } from './style.js'

const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The page runs its own script, shows its own style, and loads nothing at all. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src ${digest(STYLE)}`,
  `script-src ${digest(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

interface Service {
  name: string
  resources: Map<string, LocatedOperation[]>
}

/** The reference as one page without any other asset. */
export function referencePage(document: OpenApiDocument): string {
  const services = servicesOf(document)
  const count = services.flatMap(service => [...service.resources.values()].flat()).length
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${document.info.title} API reference</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the operations</a>
<nav aria-label="Contents">
<p class="brand">${document.info.title}</p>
<label class="search"><span>Find an operation</span><input id="filter" type="search" placeholder="publish course" autocomplete="off" spellcheck="false"><kbd>/</kbd></label>
<p id="found" role="status"></p>
${services.map(serviceContents)}
</nav>
<main id="main" tabindex="-1">
<header>
<h1>API reference</h1>
${prose(document.info.description)}
<p class="facts"><span>${counted(services.length, 'service')}</span><span>${counted(count, 'operation')}</span><span><a href="/openapi.json">openapi.json</a></span></p>
</header>
${introduction()}
${services.map(service => serviceView(service, document))}
${schemasView(document)}
</main>
<script>${raw(SCRIPT)}</script>
</body>
</html>`.text
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

const raw = (text: string) => html(Object.assign([text], { raw: [text] }))

/** Operations by service and resource, as their tags say: `education.courses`. */
function servicesOf({ paths }: OpenApiDocument): Service[] {
  const services = new Map<string, Service>()
  const located = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  )
  for (const entry of located) {
    const [name = '', resource = ''] = entry.operation.tags[0]?.split('.') ?? []
    const service = entryOf(services, name, () => ({ name, resources: new Map() }))
    entryOf(service.resources, resource, () => []).push(entry)
  }
  return [...services.values()]
}

function entryOf<Value>(map: Map<string, Value>, key: string, made: () => Value): Value {
  const value = map.get(key) ?? made()
  map.set(key, value)
  return value
}

function introduction(): Html {
  return html`<section class="introduction" aria-label="What holds everywhere">
<p><strong>Tokens.</strong> Sign in to get one, send it as <code>Authorization: Bearer &hellip;</code>. In a terminal, <code>azora login</code> does both.</p>
<p><strong>Problems.</strong> Every failure is <code>application/problem+json</code> (RFC 9457) with a stable <code>code</code> and the <code>requestId</code> to quote. Beyond those listed here, the gateway may answer <code>upstream-unreachable</code> (502), <code>upstream-failing</code>, <code>no-healthy-upstream</code> or <code>upstream-busy</code> (503), and <code>deadline-exceeded</code> (504).</p>
<p><strong>Repeating.</strong> A request with an <code>Idempotency-Key</code> takes effect once, however often it is sent.</p>
</section>`
}

function serviceContents({ name, resources }: Service): Html {
  return html`<section data-group><h2><a href="#service-${name}">${name}</a></h2>${[...resources].map(
    ([resource, operations]) =>
      html`<div data-group><h3>${resource}</h3><ul>${operations.map(operationLink)}</ul></div>`,
  )}</section>`
}

function serviceView({ name, resources }: Service, { components }: OpenApiDocument): Html {
  return html`<section aria-labelledby="service-${name}"><h2 id="service-${name}">${name}</h2>${[
    ...resources,
  ].map(
    ([resource, operations]) =>
      html`<h3>${resource}</h3>${operations.map(operation => operationView(operation, components))}`,
  )}</section>`
}

function schemasView({ components }: OpenApiDocument): Html {
  const entries = Object.entries(components.schemas).map(
    ([
      name,
      schema,
    ]) => html`<details class="schema" id="${schemaAnchor(name)}"><summary><code>${name}</code></summary>
<div class="body">${prose((schema as Schema).description)}${schemaView(schema as Schema)}</div></details>`,
  )
  return html`<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${entries}</section>`
}
