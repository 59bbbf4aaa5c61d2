import * as z from 'zod'
import { line, markdown } from '../../text.js'

/** What a learner does in a lesson. Graded work is an assessment, which is not a lesson. */
export const LessonType = z.enum(['reading', 'video', 'practice', 'discussion', 'project'])
export type LessonType = z.infer<typeof LessonType>

/** What an author writes in a lesson. */
export const LessonDetails = z.strictObject({
  title: line(200),
  type: LessonType,
  content: markdown(65_536).describe('Markdown. Renderers sanitize.'),
  required: z.boolean().describe('Whether completing the course takes completing this lesson.'),
  minutes: z.int().min(1).max(6_000).nullable().describe('How long it takes, as the author expects.'),
})
export type LessonDetails = z.infer<typeof LessonDetails>

/** A new lesson: what an author may leave out has a default. */
export const NewLesson = LessonDetails.extend({
  type: LessonType.default('reading'),
  content: LessonDetails.shape.content.default(''),
  required: z.boolean().default(true),
  minutes: LessonDetails.shape.minutes.default(null),
})
export type NewLesson = z.infer<typeof NewLesson>

/** What an author says about a module. */
export const ModuleDetails = z.strictObject({ title: line(200) })
export type ModuleDetails = z.infer<typeof ModuleDetails>

/** A lesson without its content, as it stands in an outline. */
export const LessonOutline = z
  .object({ id: z.uuid(), ...LessonDetails.omit({ content: true }).shape })
  .meta({ id: 'LessonOutline' })
export type LessonOutline = z.infer<typeof LessonOutline>

/** A module with the outline of its lessons, in order. */
export const ModuleOutline = z
  .object({ id: z.uuid(), ...ModuleDetails.shape, lessons: z.array(LessonOutline) })
  .meta({ id: 'ModuleOutline' })
export type ModuleOutline = z.infer<typeof ModuleOutline>

// Every answer about a draft carries it, so that the next change needs no further look.
const version = z.int().min(1).describe('The version of the course; what If-Match names.')

/** What an author is working on; learners see it when it is published. */
export const Draft = z
  .object({ courseId: z.uuid(), version, modules: z.array(ModuleOutline) })
  .meta({ id: 'Draft' })
export type Draft = z.infer<typeof Draft>

/** A module of the draft. */
export const Module = z
  .object({ id: z.uuid(), courseId: z.uuid(), ...ModuleDetails.shape, version })
  .meta({ id: 'Module' })
export type Module = z.infer<typeof Module>

/** A lesson with its content. It keeps its id from version to version. */
export const Lesson = z
  .object({ id: z.uuid(), courseId: z.uuid(), moduleId: z.uuid(), ...LessonDetails.shape, version })
  .meta({ id: 'Lesson' })
export type Lesson = z.infer<typeof Lesson>

/** The whole order of a draft, by ids: arranges modules, and moves lessons within and between them. */
export const DraftOrder = z.strictObject({
  modules: z.array(z.strictObject({ id: z.uuid(), lessons: z.array(z.uuid()).max(500) })).max(100),
})
export type DraftOrder = z.infer<typeof DraftOrder>
