import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CourseDocument } from '@azora/contracts/education'
import { fileOf } from '../call/data-flag.js'
import { UserError } from '../exit.js'

/** A course as it stands in a file: what `education.courses.import` takes. */
export type Syllabus = CourseDocument

/** Reads a syllabus in YAML or JSON. @throws {UserError} `unreadable-file`, or `invalid-syllabus` with every fault */
export async function readSyllabus(path: string): Promise<Syllabus> {
  const parsed = CourseDocument.safeParse(await fileOf(path))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path: at, message }) => `/${at.join('/')}: ${message}`)
  throw new UserError('invalid-syllabus', `${path} is not a syllabus`, { faults, cause: parsed.error })
}

/** The first of the syllabi that come with a workspace. @throws {UserError} `unreadable-file` if there is none */
export async function exampleSyllabus(root: string): Promise<string> {
  const folder = join(root, 'examples/courses')
  const files = await readdir(folder).catch(() => [])
  const first = files.filter(name => /\.(ya?ml|json)$/.test(name)).toSorted()[0]
  if (first) return join(folder, first)
  throw new UserError('unreadable-file', `There is no syllabus in ${folder}`, {
    remedy: 'azora demo --course FILE',
  })
}
