import { bad, type Check, good, skipped } from '../check.js'

/** Every service that runs is ready. */
export const services: Check = {
  name: 'services',
  about: 'every service is ready',
  find({ status }) {
    if (!status) return skipped('nothing runs')
    const waiting = status.services.filter(({ state, ready }) => !ready && state !== 'stopped')
    return waiting.length === 0
      ? good(`${status.services.filter(({ ready }) => ready).length} ready`)
      : bad(
          waiting
            .map(({ name, state, lastError }) => `${name} is ${state}${lastError ? `: ${lastError}` : ''}`)
            .join('; '),
          `azora logs ${waiting.map(({ name }) => name).join(' ')}`,
        )
  },
}
