import type { Ask } from './ask.js'
import type { Output } from './output.js'
import type { Platform } from './platform/platform.js'
import type { Settings } from './settings/settings.js'

/** What every command works with. What costs time to load is loaded when it is first asked for. */
export interface Context {
  /** The root of the workspace. @throws {UserError} `no-workspace` */
  readonly root: string
  readonly out: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal
  /** As Ctrl-C does, for views that read the keyboard themselves. */
  interrupt(): void
  /** What is configured, and where. */
  settings(): Promise<Settings>
  /** What runs here. */
  platform(): Promise<Platform>
  /** Questions to people; refused by name of the flag that answers them when nobody can be asked. */
  ask(): Promise<Ask>
}
