// A kit service with everything a kit service has. Nothing is set but what a deployment sets: where tokens come from,
// the origins that may call, and limits beyond what the load generator asks for.
import { contract, route } from '@azora/contracts'
import { defineService, implement, run } from '@azora/service-kit'
import * as z from 'zod'
import { COURSE, created, LIBRARY } from './course.mjs'

const Course = z
  .object({ id: z.uuid(), title: z.string(), status: z.enum(['draft', 'published']), version: z.int() })
  .meta({ id: 'Course' })
const NewCourse = z.object({ title: z.string().min(1).max(200), text: z.string().max(1_000) })
const Library = z.object({ items: z.array(z.object({ id: z.string(), text: z.string() })) })

const bench = contract('bench', {
  title: 'Bench',
  description: 'What the kit is measured with.',
  routes: {
    courses: {
      get: route.get('/courses/{courseId}', { summary: 'Get a course', access: 'user', returns: Course }),
      create: route.post('/courses', {
        summary: 'Create a course',
        access: 'user',
        body: NewCourse,
        returns: Course,
        status: 201,
      }),
      library: route.get('/courses', { summary: 'Get the whole library', access: 'user', returns: Library }),
    },
  },
})

await run(
  defineService({
    contract: bench,
    routes: () => ({
      courses: implement(bench.routes.courses).with({
        get: ({ params }) => ({ ...COURSE, id: params.courseId }),
        create: ({ body }) => created(body),
        library: () => LIBRARY,
      }),
    }),
  }),
)
