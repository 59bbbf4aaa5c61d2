import { cliPage } from './cli-page.js'
import { guideWithChecks } from './doctor-guide.js'
import { type ReferenceFile, schemaFiles } from './schemas.js'

/** Everything that is generated from the commands of the workspace with this root. */
export async function referenceFiles(root: string): Promise<ReferenceFile[]> {
  return [...(await schemaFiles()), await cliPage(), await guideWithChecks(root)]
}
