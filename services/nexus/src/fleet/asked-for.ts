import { ServiceNotReached } from '@azora/contracts/nexus'
import type { ClientOptions } from '@azora/sdk/client'
import { currentRequest, type RoutedService } from '@azora/service-kit'

let next = 0

/** Where a service is asked: its ready instances take turns. @throws ServiceNotReached */
export function urlOf(service: RoutedService | undefined): string {
  const ready = service?.instances.filter(instance => instance.ready) ?? []
  const instance = ready[next++ % Math.max(1, ready.length)]
  if (!instance) throw new ServiceNotReached(`No instance of ${service?.name ?? 'the service'} is ready.`)
  return instance.url
}

/** Options of a client that asks in the name of whoever asks us: by their token, for their request. */
export function inTheirName(): ClientOptions {
  const { token, traceparent, requestId } = currentRequest() ?? {}
  return {
    circuit: false,
    retryBudget: false,
    ...(token !== undefined && { token }),
    headers: {
      ...(traceparent !== undefined && { traceparent }),
      ...(requestId !== undefined && { 'x-request-id': requestId }),
    },
  }
}
