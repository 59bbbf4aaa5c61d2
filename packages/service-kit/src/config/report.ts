import type { ConfigFault } from './read-config.js'

/** Every fault as lines for people: what was expected, what was found, where, and the remedy. */
export function faultReport(service: string, faults: readonly ConfigFault[]): string {
  const lines = faults.map(
    fault =>
      `  ${fault.env}: expected ${fault.expected}; found ${fault.actual} (${fault.origin}). Remedy: ${fault.remedy}.`,
  )
  const count = faults.length === 1 ? '1 setting is' : `${faults.length} settings are`
  return [`${service} cannot start: ${count} wrong.`, ...lines].join('\n')
}

/** The exit code for wrong configuration: EX_CONFIG of sysexits. */
export const EXIT_CONFIG = 78
