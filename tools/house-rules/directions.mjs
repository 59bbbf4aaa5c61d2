/**
 * Who may import whom. What a package may import, it may also import by way of what it imports: the table is transitive.
 * `services` stands for every service and template that has no line of its own.
 */
export const DIRECTIONS = {
  contracts: [],
  manifest: [],
  sdk: ['contracts'],
  supervisor: ['manifest'],
  'service-kit': ['sdk'],
  cli: ['sdk', 'supervisor'],
  services: ['service-kit'],
  gateway: ['service-kit', 'manifest'],
  registry: ['service-kit', 'manifest'],
  orchestrator: ['service-kit', 'supervisor'],
}

/** Only these may start processes beside the packages that import the supervisor anyway: they hold tests, or tools for them. */
export const MAY_TEST_WITH_SUPERVISOR =
  /^packages\/service-kit\/src\/testing\/|^packages\/service-kit\/vitest\./

/**
 * Everything a member of the table may import.
 *
 * @param {string} name
 * @returns {Set<string>}
 */
export function reachable(name, table = DIRECTIONS) {
  const direct = table[name] ?? []
  return new Set([...direct, ...direct.flatMap(next => [...reachable(next, table)])])
}
