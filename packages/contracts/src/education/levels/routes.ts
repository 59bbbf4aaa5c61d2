import { PageQuery, page } from '../../page.js'
import { route } from '../../route.js'
import { FrameworkCode, Level } from './level.js'

/** What courses are classed by. */
export const levels = {
  list: route.get('/levels', {
    summary: 'List the levels courses are classed by',
    intent: { phrases: ['list the levels', 'which levels are there'] },
    description:
      'Grades R to 12 (`ZA-SCHOOL`) and levels 5 to 10 of the qualifications framework (`ZA-NQF`).',
    access: 'public',
    query: PageQuery.extend({ framework: FrameworkCode.optional() }),
    returns: page(Level),
    cache: { maxAgeSeconds: 3600 },
  }),
}
