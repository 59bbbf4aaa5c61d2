import type { HostClient } from '@azora/supervisor'
export async function showUp(_: {
  host: HostClient
  root: string
  signal: AbortSignal
  interrupt(): void
}): Promise<boolean> {
  return false
}
