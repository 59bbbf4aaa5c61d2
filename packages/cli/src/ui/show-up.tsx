import { type Instance, render } from 'ink'
import type { Launched } from '../up/life.js'
import { UpStream } from './up-source.js'
import { UpView } from './up-view.js'

/** What the live view shows, and how it is ended from outside. */
export interface Shown extends Launched {
  readonly signal: AbortSignal
  interrupt(): void
}

/**
 * Shows a running host until it is stopped, left, or ends by itself.
 * @returns true if it is to be left running
 */
export async function showUp({ host, root, services, signal, interrupt }: Shown): Promise<boolean> {
  const source = new UpStream()
  let view: Instance | undefined
  const left = new Promise<boolean>(resolve => {
    const onLeave = () => resolve(true)
    const element = <UpView root={root} source={source} onStop={interrupt} onLeave={onLeave} />
    view = render(element, { exitOnCtrlC: false, patchConsole: false })
  })
  const gone = source.follow({ host, services }, signal).then(() => false)
  const isLeft = await Promise.race([gone, left])
  if (!isLeft) {
    source.tell({ type: 'stopping' })
    await host.down()
  }
  view?.clear()
  view?.unmount()
  return isLeft
}
