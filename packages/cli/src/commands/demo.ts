import { resolve } from 'node:path'
import { defineCommand, flag } from '../command.js'
import type { DemoDocument } from '../documents/demo.js'
import type { Look } from '../look.js'

/** `azora demo` */
export const demo = defineCommand({
  summary: 'See the platform work: a course is published, a new user learns, an event goes its way',
  description:
    'Drives the running platform through the gateway by the SDK, and shows every step with its request id and time. ' +
    'Each run adds a course and a user.',
  flags: {
    course: flag.text('a syllabus of your own, in YAML or JSON; default: the first in examples/courses', {
      placeholder: 'FILE',
      completes: 'file',
    }),
    lessons: flag.integer('how many lessons the new user completes', { fallback: 5 }),
  },
  examples: [
    'azora demo',
    'azora demo --course examples/courses/university-algorithms.yaml',
    'azora demo --lessons 100 --json',
  ],
  document: () => import('../documents/demo.js').then(file => file.DemoDocument),

  async run({ course, lessons }, context): Promise<DemoDocument> {
    const [{ demonstrate }, { exampleSyllabus, readSyllabus }, { gatewayUrl }, { seededUser }] =
      await Promise.all([
        import('../demo/demo.js'),
        import('../demo/syllabus.js'),
        import('../session/gateway.js'),
        import('../session/seeded-users.js'),
      ])
    const file = course === undefined ? await exampleSyllabus(context.root) : resolve(course)
    return demonstrate({
      syllabus: await readSyllabus(file),
      baseUrl: await gatewayUrl(context),
      instructor: await seededUser(context.root, 'instructor'),
      operator: await seededUser(context.root, 'admin'),
      lessons,
    })
  },

  view: ({ course, progress, event, steps, tookMs, gateway }, look) =>
    [
      look.table(
        ['who', 'what', 'status', 'took', 'request'],
        steps.map(({ who, what, status, tookMs: took, requestId }) => [
          whoText(who, look),
          what,
          look.good(String(status)),
          `${took} ms`,
          look.dim(requestId),
        ]),
      ),
      '',
      `${look.good('Done')} in ${(tookMs / 1000).toFixed(1)} s through ${gateway}: ` +
        `${progress.completedRequiredLessons} of ${progress.requiredLessons} lessons completed, ${progress.percent} %.`,
      '',
      ...wayText(event, look),
      '',
      look.pairs([
        ['the course', look.accent(`azora call education.courses.get ${course.id}`)],
        ['the event', look.accent(`azora events show ${event.event?.id ?? ''}`)],
        ['a request', look.accent(`azora logs --request ${steps.at(-1)?.requestId ?? ''}`)],
      ]),
    ].join('\n'),
})

/** One event's way: published by whom and when, handled by whom and when. */
function wayText(
  { event, published, handlings }: DemoDocument['event'],
  { bold, accent, good }: Look,
): string[] {
  return [
    `${bold(event?.type ?? 'an event')} was published by ${accent(published?.service ?? 'nobody')} at ${clockOf(published?.at)}`,
    ...handlings.map(
      ({ handler, service, state, at }) =>
        `and ${good(state)} in ${accent(service)} by ${handler} at ${clockOf(at)}, once.`,
    ),
  ]
}

const clockOf = (at: string | null | undefined) => at?.slice('2026-01-01T'.length, -1) ?? 'an unknown time'

function whoText(who: DemoDocument['steps'][number]['who'], { accent, good, warn, dim }: Look) {
  return { instructor: warn, learner: accent, operator: good, anyone: dim }[who](who)
}
