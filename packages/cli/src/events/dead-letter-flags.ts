import { flag } from '../command.js'

/** The flags by which dead letters are chosen. */
export const deadLetterFlags = {
  service: flag.text('only those of this service', { placeholder: 'SERVICE', completes: 'service' }),
  handler: flag.text('only those of this handler', { placeholder: 'HANDLER' }),
  type: flag.text('only events of this type', { placeholder: 'TYPE' }),
  key: flag.text('only events of this key: the id of what they happened to', { placeholder: 'KEY' }),
  error: flag.text('only where this stands in an error', { placeholder: 'TEXT' }),
}

/** What was typed of them. */
export interface DeadLetterChoice {
  readonly service: string | undefined
  readonly handler: string | undefined
  readonly type: string | undefined
  readonly key: string | undefined
  readonly error: string | undefined
}

/** The choice as a request states it. */
export const choiceOf = ({ service, handler, type, key, error }: DeadLetterChoice) => ({
  service,
  handler,
  type,
  key,
  error,
})
