/** Infrastructure that cannot be had; the message says why and what helps. */
export class InfrastructureFault extends Error {
  override readonly name = 'InfrastructureFault'
  readonly infrastructure: string

  constructor(infrastructure: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.infrastructure = infrastructure
  }
}
