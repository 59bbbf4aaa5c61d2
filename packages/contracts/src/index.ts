export { CloudEvent, type DataOf, dataOf, EventUnreadable, MAX_EVENT_BYTES } from './cloud-event.js'
export { type Contract, type ContractOptions, contract, type Events, type Routes } from './contract.js'
export {
  dataSchemaOf,
  type EventDefinition,
  type EventOptions,
  event,
  schemaVersionOf,
  type Upcaster,
} from './event.js'
export { typeExpression } from './event-pattern.js'
export type { BodyOf, CallOf, HeadersOf, MessageOf, ParamsOf, QueryOf, ReturnsOf } from './infer.js'
export { type PhrasePart, phraseParts } from './intent.js'
export { Money, money } from './money.js'
export {
  gatewayPath,
  type Operation,
  operation,
  operationsOf,
  pathParams,
  problemsOf,
  servedPath,
} from './operation.js'
export { type Page, PageQuery, page } from './page.js'
export {
  type Fault,
  isProblem,
  Problem,
  type ProblemClass,
  type ProblemDocument,
  type ProblemOptions,
  problem,
} from './problem.js'
export * from './problems.js'
export {
  type Access,
  type IntentOptions,
  type Method,
  type PathParam,
  type RateLimit,
  type Route,
  type RouteOptions,
  route,
} from './route.js'
export { SECRET_NAME } from './secret-name.js'
export { filled, line, markdown, text } from './text.js'
export { type ReadText, readerOf, type TextValues } from './text-values.js'
