import { timeout } from '../../resilience/timeout.js'

const PATIENCE_MS = 3_000
const patience = timeout(PATIENCE_MS)

/** Waits for work that ends something, but not for long, nor for its success: a broker that is away must not hold up a stop. */
export function soon(work: Promise<unknown>): Promise<void> {
  return patience
    .execute(() => work)
    .then(
      () => undefined,
      () => undefined,
    )
}
