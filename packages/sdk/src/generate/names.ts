const words = (name: string) => name.split(/[^A-Za-z0-9]+/).filter(Boolean)
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** `order-desk` → `OrderDesk` */
export const pascalCase = (name: string) => words(name).map(capital).join('')

/** `order-desk` → `orderDesk` */
export function camelCase(name: string): string {
  const pascal = pascalCase(name)
  return pascal.charAt(0).toLowerCase() + pascal.slice(1)
}
