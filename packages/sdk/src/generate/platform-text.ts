import type { Contract } from '@azora/contracts'
import { docLine } from './literal-text.js'
import { camelCase, pascalCase } from './names.js'

/** Writes the class that holds the clients of all services. */
export function platformText(contracts: readonly Contract[], runtime: string): string {
  const services = contracts.map(({ name, title, description }) => ({
    file: name,
    property: camelCase(name),
    className: pascalCase(name),
    about: `${title}: ${description}`,
  }))
  const each = (line: (service: (typeof services)[number]) => string) => services.map(line).join('')
  return [
    '// Generated from the contracts of the platform by `npm run generate`. Do not edit.\n',
    `import type { Runtime } from '${runtime}'\n`,
    each(({ className, file }) => `import { ${className} } from './${file}.js'\n`),
    '\n/** The clients of all services, over one connection. */\nexport class Platform {\n',
    each(({ about, property, className }) => `${docLine(about, '  ')}  readonly ${property}: ${className}\n`),
    '\n  constructor(runtime: Runtime) {\n',
    each(({ property, className }) => `    this.${property} = new ${className}(runtime)\n`),
    '  }\n}\n',
  ].join('')
}
