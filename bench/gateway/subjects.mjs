// The proxies under test, each a process of its own. The peers are bare: no token, limit, header rule, log or metric.
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { bundled } from '../bundle.mjs'
import { forked, pinned, scratch, succeeds, TESTED_CORE } from '../processes.mjs'
import { LARGE_PATH } from './large.mjs'

const here = import.meta.dirname

export const hasNginx = succeeds('nginx', ['-v'])

/**
 * The gateway as the platform runs it: bundled, in production, with every protection.
 *
 * @param {{ upstream: number, flags?: string[], limit?: number }} surroundings
 */
export async function azora({ upstream, flags, limit = 100_000_000 }) {
  const folder = scratch('gateway')
  const file = await bundled(join(here, '../../services/gateway/src/main.ts'), folder)
  const routes = join(folder, 'routes.json')
  writeFileSync(routes, JSON.stringify(routeTable(upstream)))
  const { message, ...rest } = await forked(TESTED_CORE, file, {
    args: ['serve'],
    flags,
    env: {
      AZORA_PROFILE: 'production',
      AZORA_ROUTES: routes,
      AZORA_SERVICE_KEY: 'azk_bench_gateway_000000000000',
      AUTH_URL: `http://127.0.0.1:${upstream}`,
      ADDRESS_LIMIT_PER_SECOND: '1000000',
      PRINCIPAL_LIMIT_PER_MINUTE: String(limit),
    },
  })
  return { port: Number(new URL(message.url).port), prefix: '/bench', file, ...rest }
}

function routeTable(upstream) {
  const operation = { access: 'user', summary: '', maxBodyBytes: 2 ** 40, timeoutMs: 600_000, headers: [] }
  const operations = [
    { ...operation, id: 'courses.get', method: 'GET', path: '/v1/courses/{courseId}' },
    { ...operation, id: 'courses.create', method: 'POST', path: '/v1/courses' },
    { ...operation, id: 'courses.library', method: 'GET', path: '/v1/courses' },
    { ...operation, id: 'large.get', method: 'GET', path: LARGE_PATH },
    { ...operation, id: 'large.create', method: 'POST', path: LARGE_PATH },
  ]
  const instances = [{ id: 'bench-1', url: `http://127.0.0.1:${upstream}`, pid: 1, ready: true }]
  const contract = { name: 'bench', title: 'Bench', version: '1.0.0', operations }
  return { schemaVersion: 1, services: [{ name: 'bench', kind: 'service', contract, instances }] }
}

/** One of `peers/gateway/`. */
export async function peer(name, { upstream }) {
  const { message, ...rest } = await forked(TESTED_CORE, join(here, '../peers/gateway', `${name}.mjs`), {
    args: [String(upstream)],
  })
  return { port: message.port, prefix: '', ...rest }
}

/** nginx with one worker and connections to the upstream kept alive. */
export async function nginx({ upstream }) {
  const port = await freePort()
  const folder = scratch('nginx')
  const config = join(folder, 'nginx.conf')
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
     events { worker_connections 1024; }
     http {
       access_log off; keepalive_requests 1000000000; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
       fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
       upstream bench { server 127.0.0.1:${upstream}; keepalive 64; keepalive_requests 1000000000; }
       server { listen 127.0.0.1:${port}; location / { proxy_pass http://bench; proxy_http_version 1.1; proxy_set_header connection ''; } }
     }`,
  )
  const [command, args] = pinned(TESTED_CORE, 'nginx', ['-c', config, '-p', folder])
  const child = spawn(command, args, { stdio: 'ignore' })
  await listening(port)
  // The worker, which does the work, is the child of the process started.
  const [worker] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')
  const exited = new Promise(resolve => child.once('exit', resolve))
  const stop = () => {
    child.kill('SIGTERM')
    return exited
  }
  return { port, prefix: '', pid: Number(worker), stop }
}

async function freePort() {
  const server = createServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

async function listening(port) {
  for (;;) {
    const answered = await fetch(`http://127.0.0.1:${port}/v1/courses`).then(
      response => response.ok,
      () => false,
    )
    if (answered) return
  }
}
