// Nexus as the platform runs it, but that it trusts a key of the measurement. Tells where it listens, and with which token.
import { systemClock } from '@azora/service-kit'
import { readConfig } from '../../packages/service-kit/src/config/read-config.ts'
import { LogOutput } from '../../packages/service-kit/src/observability/log-output.ts'
import { createLogger } from '../../packages/service-kit/src/observability/logger.ts'
import { startService } from '../../packages/service-kit/src/running.ts'
import { TestIssuer, user } from '../../packages/service-kit/src/testing/test-issuer.ts'
import { optimizeWasmWhereHot } from '../../packages/service-kit/src/wasm-tiering.ts'
import { service } from '../../services/nexus/src/service.ts'

optimizeWasmWhereHot()
const issuer = await TestIssuer.create(systemClock)
const { config, faults } = readConfig(service.settings, [{ origin: 'environment', variables: process.env }])
if (!config) throw new Error(JSON.stringify(faults))
const log = createLogger({ service: 'nexus', level: 'info', transports: [new LogOutput(process.stdout)] })
const running = await startService(service, {
  config,
  log,
  clock: systemClock,
  trust: () => issuer,
  checksReplies: false,
})
const token = await issuer.tokenOf(user({ permissions: ['event:read'] }), { expiresInSeconds: 3_600 })
process.send({ url: running.url, token })
const stop = () => void running.stop().then(() => process.exit())
process.on('SIGTERM', stop).on('disconnect', stop)
