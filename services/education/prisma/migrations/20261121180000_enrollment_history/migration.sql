-- Writes the history of the enrollments there are, from what the tables and the audit trail know of them. The tables stay as
-- they are: the service builds them once more beside, from this, when it starts.
-- Where the kit's own tables are not, there is no history to write: `azora db new --from migrations` replays this in an empty database.

do $history$
begin
  if to_regclass('azora.stream_events') is null then
    return;
  end if;

  create temporary view stamped as
    select id, course_id, learner_id, course_version.number as course_version, enrollment.state,
      enrolled_at, completed_at, withdrawn_at
    from enrollment join (select id as version_id, number from course_version) as course_version using (version_id);

  create temporary table happened as
    select id, 1 as place, enrolled_at as at, 'course.enrolled' as type, 'enrolledAt' as stamp, null::uuid as lesson_id
      from stamped
    union all
    select enrollment_id, 2, completed_at, 'lesson.completed', 'completedAt', lesson_id from completion
    union all
    select id, 3, completed_at, 'course.completed', 'completedAt', null from stamped where completed_at is not null
    union all
    select id, 4, withdrawn_at, 'enrollment.withdrawn', 'withdrawnAt', null from stamped where withdrawn_at is not null
    union all
    -- Earlier withdrawals and returns stand in the audit trail alone.
    select id, 4, date_trunc('milliseconds', at), action,
      case action when 'enrollment.resumed' then 'resumedAt' else 'withdrawnAt' end, null
    from (
      select subject::uuid as id, at, action,
        action = 'enrollment.withdrawn' and row_number() over (partition by subject order by at desc) = 1 as is_last
      from azora.audit where action in ('enrollment.withdrawn', 'enrollment.resumed')
    ) as audited
    join stamped using (id)
    where not (is_last and stamped.withdrawn_at is not null);

  insert into azora.stream_events (category, id, version, type, schema, data)
    select 'enrollment', happened.id, row_number() over history, type, 1, json_strip_nulls(json_build_object(
        'enrollmentId', happened.id, 'courseId', course_id, 'learnerId', learner_id,
        'courseVersion', case when type in ('course.enrolled', 'course.completed') then course_version end,
        'lessonId', lesson_id,
        stamp, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
    from happened join stamped on stamped.id = happened.id
    window history as (partition by happened.id order by happened.at, happened.place)
    order by happened.at, happened.id, row_number() over history;

  insert into azora.streams (category, id, version)
    select 'enrollment', id, count(*) from happened group by id;

  drop table happened;
  drop view stamped;
end $history$;
