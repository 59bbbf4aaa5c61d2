import { camelCase } from './names.js'
import type { ServiceModel } from './service-text.js'
import type { Parameter, Signature } from './signature.js'

/** Where a type test finds what it compares. */
export interface TestImports {
  /** The module of the contract. */
  contract: string
  /** The generated module. */
  generated: string
  /** The module of `createClient`. */
  client: string
  /** The module of `RequestOptions`. */
  options: string
}

/** Writes a type test that holds every generated method against the one inferred from the contract. */
export function typeTestText(model: ServiceModel, imports: TestImports): string {
  const contract = camelCase(model.contract.name)
  return [
    `// Generated from the contract of ${model.contract.name} by \`npm run generate\`. Do not edit.\n`,
    `import type { CallOf } from '@azora/contracts'\n`,
    `import type { ${contract} } from '${imports.contract}'\n`,
    `import { assertType, test } from 'vitest'\n`,
    `import type { ResultOf, Same } from '${imports.client}'\n`,
    `import type { RequestOptions } from '${imports.options}'\n`,
    `import type { ${model.className} } from '${imports.generated}'\n\n`,
    `type Routes = (typeof ${contract})['routes']\n`,
    ...model.resources.map(({ property, signatures }) => resourceTest(model.className, property, signatures)),
  ].join('')
}

function resourceTest(service: string, property: string, signatures: readonly Signature[]): string {
  const asserts = signatures.map(signature => {
    const at = `['${property}']['${signature.operation.name}']`
    return `  assertType<Same<${service}${at}, ${inferred(signature, `Routes${at}`)}>>(true)\n`
  })
  return `\ntest('${property} is typed as its contract', () => {\n${asserts.join('')}})\n`
}

function inferred({ parameters }: Signature, route: string): string {
  const declared = parameters.map(parameter => declaration(parameter, route))
  return `(${[...declared, 'options?: RequestOptions'].join(', ')}) => ResultOf<${route}>`
}

function declaration({ name, part, isOptional }: Parameter, route: string): string {
  const type = `CallOf<${route}>['${part}']`
  if (part === 'params') return `${name}: ${type}['${name}']`
  return isOptional ? `${name}?: ${type}` : `${name}: Exclude<${type}, undefined>`
}
