import {
  COURSE_LIMITS,
  type Course,
  CourseTooLarge,
  type Draft,
  type DraftOrder,
  type ModuleOutline,
  OutlineMismatch,
} from '@azora/contracts/education'

/** What is answered about the draft of a course. */
export function asDraft({ id, version }: Pick<Course, 'id' | 'version'>, modules: ModuleOutline[]): Draft {
  return { courseId: id, version, modules }
}

/** How many modules, and lessons in all, a draft holds. */
export interface DraftSize {
  modules: number
  lessons: number
}

/** Refuses a draft of more modules or lessons than a course may have. @throws CourseTooLarge */
export function withinLimits({ modules, lessons }: DraftSize): void {
  if (modules > COURSE_LIMITS.modules)
    throw new CourseTooLarge(`A course has at most ${COURSE_LIMITS.modules} modules.`)
  if (lessons > COURSE_LIMITS.lessons)
    throw new CourseTooLarge(`A course has at most ${COURSE_LIMITS.lessons} lessons.`)
}

/** The size of an outline. */
export function sizeOf(modules: readonly { lessons: readonly unknown[] }[]): DraftSize {
  return { modules: modules.length, lessons: modules.reduce((sum, module) => sum + module.lessons.length, 0) }
}

/**
 * The modules in the order asked for; a lesson named under another module has moved there.
 * @throws OutlineMismatch
 */
export function reordered(modules: readonly ModuleOutline[], order: DraftOrder['modules']): ModuleOutline[] {
  const lessons = modules.flatMap(module => module.lessons)
  sameIds(
    modules,
    order.map(({ id }) => id),
  )
  sameIds(
    lessons,
    order.flatMap(module => module.lessons),
  )
  const moduleOf = new Map(modules.map(module => [module.id, module]))
  const lessonOf = new Map(lessons.map(lesson => [lesson.id, lesson]))
  return order.map(({ id, lessons: lessonIds }) => ({
    ...named(moduleOf, id),
    lessons: lessonIds.map(lessonId => named(lessonOf, lessonId)),
  }))
}

function sameIds(present: readonly { id: string }[], asked: readonly string[]): void {
  const rest = new Set(present.map(({ id }) => id))
  const foreign = asked.filter(id => !rest.delete(id))
  if (foreign.length > 0 || rest.size > 0) {
    const extensions = { unexpected: foreign, missing: [...rest] }
    throw new OutlineMismatch(undefined, { extensions })
  }
}

function named<Item>(items: ReadonlyMap<string, Item>, id: string): Item {
  const item = items.get(id)
  if (!item) throw new OutlineMismatch(`The draft has nothing with the id ${id}.`)
  return item
}
