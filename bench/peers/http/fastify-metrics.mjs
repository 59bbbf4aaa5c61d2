import { Histogram, register } from 'prom-client'

/** Measures every request of a Fastify application and tells on `/metrics`. */
export function measure(app) {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of requests',
    labelNames: ['method', 'route', 'status_code'],
  })
  app.addHook('onResponse', async (request, reply) => {
    const labels = { method: request.method, route: request.routeOptions.url, status_code: reply.statusCode }
    duration.observe(labels, reply.elapsedTime / 1_000)
  })
  app.get('/metrics', async (_request, reply) => {
    reply.header('content-type', register.contentType)
    return register.metrics()
  })
}
