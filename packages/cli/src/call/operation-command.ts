import { type Contract, type Operation, pathParams } from '@azora/contracts'
import { type AnyCommand, argument, defineCommand, type Flags, flag } from '../command.js'
import type { Context } from '../context.js'
import type { CallDocument, RequestDocument } from '../documents/call.js'
import type { Look } from '../look.js'
import { flagName } from '../parameters.js'
import { dataOf } from './data-flag.js'
import { fieldFlags } from './field-flags.js'
import { type RequestParts, requestOf } from './request-input.js'

/** An operation with the contract it belongs to. */
export interface Callable {
  readonly contract: Contract
  readonly operation: Operation
}

type Answer = CallDocument | RequestDocument

/** An operation as a command: path parameters in order, every field of query and body as a flag. */
export function operationCommand({ contract, operation }: Callable): AnyCommand {
  const fields = new Map(
    (['query', 'headers', 'body'] as const).flatMap(part => fieldFlags(part, operation[part])),
  )
  const ownFlags = Object.fromEntries([...fields].map(([key, field]) => [key, field.flag]))
  return defineCommand({
    summary: operation.summary,
    description: [operation.description, accessText(operation)].filter(Boolean).join('\n\n'),
    args: Object.fromEntries(pathParams(operation.path).map(name => [name, argument.required(name)])),
    flags: { ...ownFlags, ...commonFlags(operation) },
    examples: examplesOf(contract, operation),
    document: () => import('../documents/call.js').then(file => file.CallAnswer),

    async run(input: Readonly<Record<string, unknown>>, context: Context): Promise<Answer> {
      const data = await dataOf(text(input['data']))
      const parts = requestOf(operation, { input, fields, data })
      if (input['dryRun'] === true) return requestDocument({ contract, operation }, parts)
      const { send } = await import('./send.js')
      return send(context, { contract, operation }, { parts, sending: await sendingOf(input, context) })
    },
    view: answerText,
  })
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

async function sendingOf(input: Readonly<Record<string, unknown>>, { settings }: Context) {
  return {
    anonymous: input['anonymous'] === true,
    ifMatch: text(input['ifMatch']),
    idempotencyKey: text(input['idempotencyKey']),
    timeoutMs: typeof input['timeout'] === 'number' ? input['timeout'] : (await settings()).get('timeoutMs'),
  }
}

function commonFlags({ body, idempotency, ifMatch }: Operation): Flags {
  return {
    ...(body && {
      data: flag.text(
        'the body: JSON, @FILE (JSON or YAML), or - for standard input; single fields stand above it',
        {
          placeholder: 'JSON|@FILE|-',
          completes: 'file',
        },
      ),
    }),
    ...(ifMatch && {
      ifMatch: flag.text(`the version the change is based on (${ifMatch})`, { placeholder: 'VERSION' }),
    }),
    ...(idempotency !== 'ignored' && {
      idempotencyKey: flag.text('names the effect, so that repeating it is harmless; default: a new one', {
        placeholder: 'KEY',
      }),
    }),
    anonymous: flag.switch('send no token'),
    dryRun: flag.switch('print the request, checked, and send nothing'),
    timeout: flag.optionalDuration('how long it may take; default: the setting timeoutMs'),
  }
}

function accessText({ access, method, path }: Operation) {
  const who = {
    public: 'Anyone may call it.',
    user: 'Any signed-in user may call it.',
    service: 'Only other services may call it.',
  }
  const [kind, ...rest] = access.split(':')
  const rule = kind === 'role' || kind === 'permission' ? `It takes the ${kind} ${rest.join(':')}.` : null
  return `${method} ${path}. ${rule ?? Reflect.get(who, access)}`
}

function examplesOf(contract: Contract, operation: Operation): [string, ...string[]] {
  const params = pathParams(operation.path).map(name => flagName(name).toUpperCase())
  const line = ['azora call', `${contract.name}.${operation.id}`, ...params].join(' ')
  return operation.body
    ? [`${line} --data @body.json`, `${line} --data @body.json --dry-run`]
    : [line, `${line} --json`]
}

function requestDocument({ contract, operation }: Callable, parts: RequestParts): RequestDocument {
  const { params, query = {}, headers = {}, body = null } = parts
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  )
  const { method } = operation
  return { operation: `${contract.name}.${operation.id}`, method, path, params, query, headers, body }
}

function answerText(answer: Answer, look: Look): string {
  const body = answer.body === null ? '' : JSON.stringify(answer.body, null, 2)
  if (!('status' in answer))
    return `${look.bold(`${answer.method} ${answer.path}`)}\n${queryText(answer)}${body}`
  return body || look.dim(`${answer.status}, no content`)
}

function queryText({ query }: RequestDocument) {
  return Object.keys(query).length > 0 ? `${JSON.stringify(query)}\n` : ''
}
