// The proxies under test, each a process of its own. The peers are bare: no token, limit, header rule, log or metric.
import { execFileSync, fork, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

const here = import.meta.dirname
const scratch = mkdtempSync(join(tmpdir(), 'azora-bench-gateway-'))

/** Runs a child on the processor under test, if the machine can pin. */
export const pinned = (core, command, args) =>
  hasTaskset ? ['taskset', ['-c', String(core), command, ...args]] : [command, args]
const hasTaskset = succeeds('taskset', ['-c', '0', 'true'])
export const hasNginx = succeeds('nginx', ['-v'])

function succeeds(command, args) {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Forks a Node script on a core and waits for its first message. */
export async function forked(core, script, { args = [], env = {} } = {}) {
  const [execPath, execArgs] = pinned(core, process.execPath, [])
  const child = hasTaskset
    ? spawn(execPath, [...execArgs, script, ...args], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env: { ...process.env, ...env },
      })
    : fork(script, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, ...env } })
  const message = await new Promise((resolve, reject) => {
    child.once('message', resolve).once('exit', code => reject(new Error(`${script} exited with ${code}`)))
  })
  return { message, pid: child.pid, stop: () => child.kill('SIGTERM') }
}

/** The gateway as the platform runs it: bundled, in production, with every protection. */
export async function azora(core, upstream) {
  const bundle = join(scratch, 'gateway.mjs')
  await build({
    entryPoints: [join(here, '../../services/gateway/src/main.ts')],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@azora/source'],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url)",
    },
    logLevel: 'error',
  })
  const routes = join(scratch, 'routes.json')
  writeFileSync(routes, JSON.stringify(routeTable(upstream)))
  const { message, ...rest } = await forked(core, bundle, {
    args: ['serve'],
    execArgv: process.env.PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : [],
    env: {
      AZORA_PROFILE: 'production',
      AZORA_ROUTES: routes,
      AZORA_SERVICE_KEY: 'azk_bench_gateway_000000000000',
      AUTH_URL: `http://127.0.0.1:${upstream}`,
      ADDRESS_LIMIT_PER_SECOND: '1000000',
      PRINCIPAL_LIMIT_PER_MINUTE: '100000000',
    },
  })
  return { port: Number(new URL(message.url).port), prefix: '/bench', ...rest }
}

function routeTable(upstream) {
  const operation = { access: 'user', summary: '', maxBodyBytes: 102_400, timeoutMs: 10_000, headers: [] }
  const operations = [
    { ...operation, id: 'bench.small', method: 'GET', path: '/v1/small' },
    { ...operation, id: 'bench.post', method: 'POST', path: '/v1/small' },
    { ...operation, id: 'bench.large', method: 'GET', path: '/v1/large' },
  ]
  const instances = [{ id: 'bench-1', url: `http://127.0.0.1:${upstream}`, pid: 1, ready: true }]
  const contract = { name: 'bench', title: 'Bench', version: '1.0.0', operations }
  return { schemaVersion: 1, services: [{ name: 'bench', kind: 'service', contract, instances }] }
}

/** A peer in `peers/`. */
export async function peer(core, name, upstream) {
  const { message, ...rest } = await forked(core, join(here, 'peers', `${name}.mjs`), {
    args: [String(upstream)],
  })
  return { port: message.port, prefix: '', ...rest }
}

/** nginx with one worker and connections to the upstream kept alive. */
export async function nginx(core, upstream) {
  const port = await freePort()
  const config = join(scratch, 'nginx.conf')
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${scratch}/nginx.pid; error_log ${scratch}/error.log;
     events { worker_connections 1024; }
     http {
       access_log off; keepalive_requests 1000000000; client_body_temp_path ${scratch}/body; proxy_temp_path ${scratch}/proxy;
       fastcgi_temp_path ${scratch}/f; uwsgi_temp_path ${scratch}/u; scgi_temp_path ${scratch}/s;
       upstream bench { server 127.0.0.1:${upstream}; keepalive 64; keepalive_requests 1000000000; }
       server { listen 127.0.0.1:${port}; location / { proxy_pass http://bench; proxy_http_version 1.1; proxy_set_header connection ''; } }
     }`,
  )
  const [command, args] = pinned(core, 'nginx', ['-c', config, '-p', scratch])
  const child = spawn(command, args, { stdio: 'ignore' })
  await listening(port)
  // The worker, which does the work, is the child of the process started.
  const [worker] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')
  return { port, prefix: '', pid: Number(worker), stop: () => child.kill('SIGTERM') }
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
    const answered = await fetch(`http://127.0.0.1:${port}/v1/small`).then(
      response => response.ok,
      () => false,
    )
    if (answered) return
  }
}

const TICKS_PER_SECOND = 100

/** Processor time a process has used, in seconds; NaN where the system does not say (it does on Linux). */
export function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  } catch {
    return Number.NaN
  }
}
