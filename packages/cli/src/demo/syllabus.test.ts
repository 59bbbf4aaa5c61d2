import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { workspace } from '../testing/workspace.js'
import { exampleSyllabus, readSyllabus } from './syllabus.js'

const root = join(import.meta.dirname, '../../../..')
const examples = join(root, 'examples/courses')

test.each(await readdir(examples))(
  '%s is a course of real size, every lesson with something to read',
  async name => {
    const { modules } = await readSyllabus(join(examples, name))
    const lessons = modules.flatMap(module => module.lessons)
    expect(modules.length).toBeGreaterThanOrEqual(8)
    expect(lessons.length).toBeGreaterThanOrEqual(25)
    for (const { title, content, minutes } of lessons) {
      expect({ title, isLong: content.length > 100, isTimed: minutes !== null }).toEqual({
        title,
        isLong: true,
        isTimed: true,
      })
    }
  },
)

test('JSON is read as YAML is', async () => {
  await using here = await workspace()
  const course = {
    title: 'Proofs',
    level: 'ZA-NQF/7',
    modules: [{ title: 'One', lessons: [{ title: 'Start' }] }],
  }
  const file = await here.write('course.json', course)
  expect(await readSyllabus(file)).toMatchObject({ ...course, language: 'en' })
})

test.each([
  ['absent.yaml', null, 'cannot be read'],
  ['torn.json', '{ "title": ', 'does not parse'],
  ['odd.yaml', 'title: [', 'does not parse'],
  ['other.yaml', 'name: Proofs', 'is not a syllabus'],
])('%s is refused with the reason', async (name, content, reason) => {
  await using here = await workspace()
  if (content !== null) await here.write(name, content)
  await expect(readSyllabus(join(here.root, name))).rejects.toThrow(reason)
})

test('a workspace without examples says how to name a file', async () => {
  await using here = await workspace()
  await expect(exampleSyllabus(here.root)).rejects.toMatchObject({ remedy: 'azora demo --course FILE' })
})
