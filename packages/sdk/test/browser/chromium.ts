import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const CANDIDATES = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Where a Chromium is; undefined if there is none. */
export const chromiumPath = CANDIDATES.find(path => path !== undefined && existsSync(path))

/** A browser without a window. */
export function launched(executablePath: string): Promise<Browser> {
  // Its sandbox does not start for root, as whom containers and CI run.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}
