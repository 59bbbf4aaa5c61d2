import { gatewayPath, NotFound } from '@azora/contracts'
import {
  type ActiveOperation,
  type AnnouncedOperation,
  type Kit,
  type Resource,
  type RouteDocument,
  type RoutedService,
  RouteMatcher,
} from '@azora/service-kit'
import { allowList } from '../proxy/header-rules.js'
import type { CircuitState } from '../upstreams/circuit.js'
import { Upstream, type UpstreamOptions } from '../upstreams/upstream.js'

/** An operation of some service with all the gateway needs to admit and forward a request for it. */
export interface GatewayRoute extends ActiveOperation {
  method: string
  upstream: Upstream
  maxBodyBytes: number
  allowedHeaders: ReadonlySet<string>
  /** How much of the path at the gateway comes before the path at the service. */
  prefixLength: number
}

/**
 * A dot segment: a path that means another one than it says (RFC 3986 section 5.2.4). Also where it is one only to whoever
 * undoes escapes first, takes a backslash for a slash, or cuts off parameters.
 */
const DOT_SEGMENT = /(?:[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?:[/\\;]|%2f|%5c|%3b|$)/i

/**
 * What the gateway answers to: `/<service>/v1/…` for every operation of every service that runs, and `/.well-known/…`
 * at the root. It follows the route document; upstreams keep their connections and records across changes.
 */
export class RouteTable implements Resource {
  /** A sick service makes the platform behind the gateway degraded, not the gateway unready. */
  readonly required = false
  readonly #kit: Pick<Kit, 'log' | 'metrics'>
  readonly #options: UpstreamOptions
  #upstreams: ReadonlyMap<string, Upstream> = new Map()
  #matcher = new RouteMatcher<GatewayRoute>([])
  #unannounced: ReadonlySet<string> = new Set()
  /** Counts the changes: what is derived from the table can tell whether it is stale. */
  revision = 0

  constructor(kit: Pick<Kit, 'log' | 'metrics'>, options: UpstreamOptions = {}) {
    this.#kit = kit
    this.#options = options
  }

  /** The services behind the gateway, by name. */
  get upstreams(): ReadonlyMap<string, Upstream> {
    return this.#upstreams
  }

  follow({ services }: RouteDocument): void {
    const routed = services.filter(service => service.kind === 'service')
    const upstreams = new Map(routed.map(service => [service.name, this.#upstreamOf(service)]))
    for (const [name, upstream] of this.#upstreams) if (!upstreams.has(name)) upstream.follow([])
    this.#upstreams = upstreams
    this.#unannounced = new Set(routed.filter(service => !service.contract).map(service => service.name))
    this.#matcher = new RouteMatcher(routed.flatMap(service => this.#routesOf(service)))
    this.revision += 1
  }

  /** @throws NotFound, MethodNotAllowed with `Allow`, NoHealthyUpstream for a service that has yet to start */
  match(method: string, path: string): GatewayRoute {
    if (DOT_SEGMENT.test(path)) throw new NotFound('The path may not hold dot segments.')
    const service = path.slice(1, path.indexOf('/', 1))
    if (this.#unannounced.has(service)) this.#upstreams.get(service)?.check()
    return this.#matcher.match(method, path).target
  }

  /** Throws the services that cannot be reached right now. */
  check(): void {
    const unwell = [...this.#upstreams.values()].filter(
      ({ replicas }) => !replicas.some(({ ready, circuit }) => ready && circuit.state === 'closed'),
    )
    if (unwell.length > 0) throw new Error(`not answering: ${unwell.map(({ name }) => name).join(', ')}`)
  }

  /** Lets requests under way finish and closes the connections to all services. */
  async stop(): Promise<void> {
    const replicas = [...this.#upstreams.values()].flatMap(upstream => upstream.replicas)
    await Promise.all(replicas.map(replica => replica.retire()))
  }

  #upstreamOf({ name, instances, expected }: RoutedService): Upstream {
    const upstream = this.#upstreams.get(name) ?? this.#newUpstream(name)
    upstream.follow(instances, expected)
    return upstream
  }

  #newUpstream(name: string): Upstream {
    const onCircuit = (replica: string, state: CircuitState) => this.#noteCircuit(name, replica, state)
    const onHold = () =>
      this.#kit.metrics.counter('gateway_held_total', 'Requests that waited for a service').inc()
    return new Upstream(name, { ...this.#options, onCircuit, onHold })
  }

  #routesOf(service: RoutedService) {
    const upstream = this.#upstreams.get(service.name)
    if (!upstream || !service.contract) return []
    return service.contract.operations.map(operation => {
      const path = gatewayPath(service.name, operation.path)
      const prefixLength = path.length - operation.path.length
      return { method: operation.method, path, target: this.#route(operation, upstream, prefixLength) }
    })
  }

  #route(operation: AnnouncedOperation, upstream: Upstream, prefixLength: number): GatewayRoute {
    // The same operation name may stand in several contracts; limits and metrics must not mix them up.
    const id = `${upstream.name}.${operation.id}`
    return {
      id,
      method: operation.method,
      access: operation.access,
      rateLimit: operation.rateLimit,
      timeoutMs: operation.timeoutMs,
      observer: this.#kit.metrics.requests(operation.method, id),
      upstream,
      maxBodyBytes: operation.maxBodyBytes,
      allowedHeaders: allowList(operation.headers),
      prefixLength,
    }
  }

  #noteCircuit(upstream: string, replica: string, state: CircuitState): void {
    this.#kit.log.warn(`the circuit to ${replica} is ${state}`, { upstream, replica, state })
    if (state === 'open')
      this.#kit.metrics.counter('gateway_circuit_opened_total', 'Times the circuit to a replica opened').inc()
  }
}
