import type { ServiceStatus } from '@azora/supervisor'
import { bad, type Check, good, skipped } from '../check.js'

/** Every service that runs is ready. */
export const services: Check = {
  name: 'services',
  about: 'every service is ready',
  why: 'A service that dies again and again is started with growing pauses, and given up after six times in ten minutes.',
  run({ status }) {
    if (!status) return skipped('nothing runs')
    const unready = status.services.filter(({ ready, state }) => !ready && state !== 'stopped')
    // Those that wait for another come by themselves.
    const causes = unready.filter(({ lastError }) => !lastError?.startsWith('waits for'))
    const waiting = causes.length > 0 ? causes : unready
    if (waiting.length > 0) return bad(waiting.map(described).join('; '), remedyFor(waiting))
    return good(`${status.services.filter(({ ready }) => ready).length} ready`)
  },
}

function described({ name, state, restarts, lastError }: ServiceStatus) {
  const died = restarts > 0 ? ` after ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}` : ''
  return `${name} is ${state}${died}${lastError ? `: ${lastError.trim()}` : ''}`
}

function remedyFor(found: readonly ServiceStatus[]) {
  const names = found.map(({ name }) => name).join(' ')
  return `azora logs ${names} says why; once that is corrected: azora restart ${names}`
}
