import { projection } from '@azora/service-kit'
import { enrollmentHistory } from './history.js'

const ENTER = `
  insert into enrollment (id, course_id, learner_id, version_id, state, version, enrolled_at)
  values ($1::uuid, $2::uuid, $3::uuid, (select id from course_version where course_id = $2::uuid and number = $4::int),
    'active', 1, $5::timestamptz)`
const MOVE = `
  update enrollment set state = $2, completed_at = $3::timestamptz, withdrawn_at = $4::timestamptz, version = version + 1
  where id = $1::uuid`
const COMPLETE = `
  insert into completion (enrollment_id, lesson_id, version_id, completed_at)
  select id, $2::uuid, version_id, $3::timestamptz from enrollment where id = $1::uuid`

/**
 * The tables of enrollments and completed lessons, from which all progress is counted. Written with the history, in one
 * transaction: whoever has completed a lesson sees it, and no second enrollment of a learner in a course gets in.
 */
export const enrollmentTables = projection(enrollmentHistory, {
  name: 'education.enrollments',
  mode: 'inline',
  tables: ['enrollment', 'completion'],
  apply({ type, data, stream: id }, sql) {
    if (type === 'course.enrolled')
      return sql(ENTER, id, data.courseId, data.learnerId, data.courseVersion, data.enrolledAt)
    if (type === 'lesson.completed') return sql(COMPLETE, id, data.lessonId, data.completedAt)
    if (type === 'course.completed') return sql(MOVE, id, 'completed', data.completedAt, null)
    if (type === 'enrollment.withdrawn') return sql(MOVE, id, 'withdrawn', null, data.withdrawnAt)
    return sql(MOVE, id, 'active', null, null)
  },
})
