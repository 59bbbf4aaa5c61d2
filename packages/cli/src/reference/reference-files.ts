import { cliPage } from './cli-page.js'
import { type ReferenceFile, schemaFiles } from './schemas.js'

/** Everything that is generated from the commands. */
export async function referenceFiles(): Promise<ReferenceFile[]> {
  return [...(await schemaFiles()), await cliPage()]
}
