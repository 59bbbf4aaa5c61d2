import { join } from 'node:path'
import type { Manifest } from '@azora/manifest'
import type { Carrier } from '../infrastructure/carrier.js'
import type { Paths } from '../state/paths.js'
import type { Secrets } from '../state/secrets.js'

/** The service that everybody's tokens come from. */
export const IDENTITY_SERVICE = 'auth'

/** Where everything listens; and, in the local profile, the only address from which a gateway forwards. */
const LOOPBACK = '127.0.0.1'

/** What every process of a platform is told, whichever service it belongs to. */
export interface PlatformEnvironment {
  readonly profile: 'local' | 'production'
  readonly carrier: Carrier
  /** The supervisor's own environment, less what it must not pass on. */
  readonly inherited: Readonly<Record<string, string>>
  readonly paths: Paths
  readonly secrets: Secrets
  /** Base URL of the identity service, and of the gateway; null if the platform has none. */
  readonly authUrl: string | null
  readonly gatewayUrl: string | null
  /** Names of all services. */
  readonly services: readonly string[]
}

/** What one process is told beside that. */
export interface ProcessEnvironment {
  readonly instance: string
  readonly port: number
  /** From infrastructure. */
  readonly resources: Readonly<Record<string, string>>
  /** From the command line's configuration. */
  readonly overrides: Readonly<Record<string, string>>
}

/** The environment of one process. The manifest's own settings yield to inherited ones, so that a shell can override them. */
export function environmentOf(
  manifest: Manifest,
  platform: PlatformEnvironment,
  own: ProcessEnvironment,
): Record<string, string> {
  const { profile, carrier, inherited, paths, secrets, authUrl } = platform
  return {
    ...manifest.env,
    ...Object.fromEntries(manifest.secrets.map(name => [name, secrets.variable(manifest.name, name)])),
    ...inherited,
    ...own.overrides,
    // Node from 22 on keeps compiled code there; Node 20 does not know the variable.
    NODE_COMPILE_CACHE: join(paths.cache, 'compiled'),
    ...(profile === 'local' && manifest.kind === 'service' && { TRUSTED_PROXIES: LOOPBACK }),
    NODE_ENV: profile === 'production' ? 'production' : 'development',
    AZORA_PROFILE: profile,
    AZORA_INSTANCE: own.instance,
    AZORA_ROUTES: paths.routes,
    ...(profile === 'local' && { AZORA_SPANS: paths.spans }),
    AZORA_SERVICE_KEY: secrets.serviceKey(manifest.name),
    HOST: LOOPBACK,
    PORT: String(own.port),
    ...(authUrl && { AUTH_URL: authUrl }),
    ...own.resources,
    ...(typeof carrier === 'object' && { EVENT_TRANSPORT: carrier.url }),
    ...(manifest.name === IDENTITY_SERVICE && identityEnvironment(platform)),
  }
}

/** The identity service alone checks service keys, seeds users and sends links to the platform's front door. */
function identityEnvironment({
  paths,
  secrets,
  services,
  gatewayUrl,
}: PlatformEnvironment): Record<string, string> {
  return {
    AZORA_SERVICE_KEYS: JSON.stringify(secrets.serviceKeyHashes(services)),
    AZORA_SERVICE_KEYS_FILE: paths.serviceKeys,
    AZORA_SEED_CREDENTIALS: paths.credentials,
    ...(gatewayUrl && { AUTH_PUBLIC_URL: gatewayUrl }),
  }
}
