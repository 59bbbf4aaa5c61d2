import { type Contract, type Operation, operationsOf } from '@azora/contracts'
import { docLine, propertyName, quoted } from './literal-text.js'
import { NamedTypes } from './named-types.js'
import { camelCase, pascalCase } from './names.js'
import { type ResourceModel, resourceText } from './resource-text.js'
import { collectTypes, signatureOf } from './signature.js'

/** Where generated code finds what it builds on. */
export interface Imports {
  /** The runtime of the SDK, as a generated module imports it. */
  runtime: string
  /** The service's problem classes, to be passed on. */
  problems?: string
}

/** What a service's client consists of, worked out from its contract. */
export interface ServiceModel {
  contract: Contract
  className: string
  resources: ResourceModel[]
  /** Declarations of its types. */
  types: string[]
}

const RUNTIME_NAMES = [
  'Caller',
  'CallPromise',
  'ClientOptions',
  'Endpoints',
  'PagePromise',
  'RequestOptions',
  'Runtime',
  'callerOf',
  'endpoints',
]

/** Works out the client of a service. */
export function modelOf(contract: Contract): ServiceModel {
  const className = pascalCase(contract.name)
  const types = new NamedTypes([...RUNTIME_NAMES, className, 'Readonly', 'Record'])
  const operations = operationsOf(contract)
  for (const operation of operations) collectTypes(operation, types)
  const resources = Object.keys(contract.routes).map(property => ({
    property,
    className: resourceClassName(property, className, types),
    signatures: operations
      .filter(({ resource }) => resource === property)
      .map(operation => signatureOf(operation, types)),
  }))
  return { contract, className, resources, types: types.declarations() }
}

/** The name of a schema comes first: a resource of the same name is told apart by its ending. */
function resourceClassName(property: string, serviceClass: string, types: NamedTypes): string {
  const name = pascalCase(property)
  const isTaken = types.has(name) || name === serviceClass || RUNTIME_NAMES.includes(name)
  return isTaken ? `${name}Operations` : name
}

/** Writes the module of a service: its types, its resources, its route table and its client. */
export function serviceText(model: ServiceModel, imports: Imports): string {
  const { contract, resources, types } = model
  return [
    `// Generated from the contract of ${contract.name} by \`npm run generate\`. Do not edit.\n`,
    importText(model, imports),
    ...types,
    ...resources.map(resource => resourceText(camelCase(contract.name), resource)),
    endpointsText(operationsOf(contract)),
    clientText(model),
  ].join('\n')
}

function importText({ resources }: ServiceModel, { runtime, problems }: Imports): string {
  const results = new Set(resources.flatMap(({ signatures }) => signatures.map(({ verb }) => verb)))
  const promises = [
    ...(results.has('call') ? ['CallPromise'] : []),
    ...(results.has('page') ? ['PagePromise'] : []),
  ]
  const names = ['Caller', ...promises, 'ClientOptions', 'Endpoints', 'RequestOptions', 'Runtime']
  const problemsText = problems ? `\nexport * from ${quoted(problems)}\n` : ''
  const types = names
    .toSorted()
    .map(name => `  ${name},\n`)
    .join('')
  return `import type {\n${types}} from ${quoted(runtime)}\nimport { callerOf } from ${quoted(runtime)}\n${problemsText}`
}

function endpointsText(operations: readonly Operation[]): string {
  const lines = operations.map(({ id, method, path, idempotency }) => {
    const keyed = idempotency === 'ignored' ? '' : ', keyed: true'
    return `  ${quoted(id)}: { method: ${quoted(method)}, path: ${quoted(path)}${keyed} },\n`
  })
  return `const endpoints: Endpoints = {\n${lines.join('')}}\n`
}

function clientText({ contract, className, resources }: ServiceModel): string {
  const each = (line: (resource: ResourceModel) => string) => resources.map(line).join('')
  return [
    `${docLine(contract.description)}export class ${className} {\n`,
    each(({ property, className: type }) => `  readonly ${propertyName(property)}: ${type}\n`),
    '\n  constructor(via?: ClientOptions | Runtime) {\n',
    `    const caller = callerOf(via, ${quoted(contract.name)}, endpoints)\n`,
    each(({ property, className: type }) => `    this.${property} = new ${type}(caller)\n`),
    '  }\n}\n',
  ].join('')
}
