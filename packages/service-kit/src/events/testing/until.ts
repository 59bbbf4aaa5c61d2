import { setTimeout as wait } from 'node:timers/promises'

const POLL_MS = 5
/** No measure of speed: it only ends what would never end, on a busy machine too. */
const PATIENCE_MS = 60_000

/** Waits until something is so; fails, saying what, if it is not within a minute. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (performance.now() > endsAt) throw new Error(`it is not so within ${PATIENCE_MS} ms: ${what}`)
    await wait(POLL_MS)
  }
}

/** Something others wait for until it is opened. */
export function gate(): { opened: Promise<void>; open: () => void } {
  const waiting: (() => void)[] = []
  const opened = new Promise<void>(resolve => waiting.push(resolve))
  return { opened, open: () => waiting.forEach(go => go()) }
}
