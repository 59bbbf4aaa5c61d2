import { route } from '../../route.js'
import { LearnerNotFound } from '../problems.js'
import { Learner } from './learner.js'

/** The caller as a learner. */
export const learners = {
  me: route.get('/me/learner', {
    summary: 'Get your learner record',
    description: 'It is prepared when an account is opened, within moments; until then there is none.',
    access: 'user',
    returns: Learner,
    problems: [LearnerNotFound],
  }),
}
