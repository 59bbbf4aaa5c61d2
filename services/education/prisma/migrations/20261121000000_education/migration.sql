-- Correctness under concurrency stands here: what the rules in src/ promise, these constraints keep.

create table level (
  id text primary key,
  framework text not null,
  code text not null,
  title text not null,
  ordinal integer not null check (ordinal >= 0),
  sector text not null check (sector in ('primary', 'secondary', 'university')),
  phase text check (phase in ('foundation', 'intermediate', 'senior', 'fet')),
  nqf_level integer check (nqf_level between 1 and 10),
  qualifications jsonb not null default '[]',
  unique (framework, ordinal),
  unique (framework, code),
  check (id = framework || '/' || code)
);

create table course (
  id uuid primary key,
  owner_id uuid,
  title text not null check (title <> ''),
  description text not null,
  level_id text not null references level,
  language text not null,
  credits integer check (credits > 0),
  status text not null check (status in ('draft', 'published', 'archived')),
  published_version integer check (published_version > 0),
  has_unpublished_changes boolean not null,
  version integer not null check (version > 0),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  published_at timestamptz(3),
  archived_at timestamptz(3),
  -- Titles of the published modules and lessons, for the search.
  keywords text not null default '',
  -- Stemmed as English and unstemmed, so that the other languages are found by their exact words.
  search tsvector not null generated always as (
    setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('simple', title), 'A') ||
    setweight(to_tsvector('english', description), 'B') || setweight(to_tsvector('simple', description), 'B') ||
    setweight(to_tsvector('english', keywords), 'C') || setweight(to_tsvector('simple', keywords), 'C')
  ) stored,
  check ((published_version is null) = (published_at is null)),
  check (status <> 'draft' or published_version is null),
  check (status <> 'published' or published_version is not null),
  check ((status = 'archived') = (archived_at is not null))
);

create index course_search on course using gin (search) where status = 'published';
create index course_catalog on course (published_at desc, id desc) where status = 'published';
create index course_owner on course (owner_id, id desc);
create index course_level on course (level_id);

create table course_version (
  id uuid primary key,
  course_id uuid not null references course,
  number integer check (number > 0),
  details jsonb,
  published_at timestamptz(3),
  unique (course_id, number),
  unique (id, course_id),
  check ((number is null) = (details is null) and (number is null) = (published_at is null))
);

create unique index course_version_one_draft on course_version (course_id) where number is null;

-- The published version a course names is one of its own.
alter table course add foreign key (id, published_version) references course_version (course_id, number);

create table module (
  version_id uuid not null references course_version,
  id uuid not null,
  position integer not null check (position >= 0),
  title text not null check (title <> ''),
  primary key (version_id, id),
  -- Deferred: while modules are being rearranged, two may share a place.
  unique (version_id, position) deferrable initially deferred
);

create table lesson (
  version_id uuid not null references course_version,
  id uuid not null,
  module_id uuid not null,
  position integer not null check (position >= 0),
  title text not null check (title <> ''),
  type text not null check (type in ('reading', 'video', 'practice', 'discussion', 'project')),
  content text not null,
  required boolean not null,
  minutes integer check (minutes > 0),
  primary key (version_id, id),
  foreign key (version_id, module_id) references module on delete cascade,
  unique (version_id, module_id, position) deferrable initially deferred
);

create index lesson_id on lesson (id);

create function refuse_change_of_published_version() returns trigger language plpgsql as $$
begin
  raise exception 'version % of course % is published and never changes', old.number, old.course_id
    using errcode = 'restrict_violation';
end $$;

create trigger published_version_is_immutable before update or delete on course_version
  for each row when (old.number is not null) execute function refuse_change_of_published_version();

-- Locks the version against being published meanwhile, so that nothing slips into it at the last moment.
create function refuse_change_of_published_content() returns trigger language plpgsql as $$
declare
  published boolean;
begin
  if tg_op <> 'INSERT' then
    select number is not null into published from course_version where id = old.version_id for share;
    if published then
      raise exception '% rows of a published version never change', tg_table_name using errcode = 'restrict_violation';
    end if;
  end if;
  if tg_op <> 'DELETE' then
    select number is not null into published from course_version where id = new.version_id for share;
    if published then
      raise exception '% rows of a published version never change', tg_table_name using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  return old;
end $$;

create trigger published_modules_are_immutable before insert or update or delete on module
  for each row execute function refuse_change_of_published_content();
create trigger published_lessons_are_immutable before insert or update or delete on lesson
  for each row execute function refuse_change_of_published_content();

create table prerequisite (
  course_id uuid not null references course,
  required_id uuid not null references course,
  primary key (course_id, required_id),
  check (course_id <> required_id)
);

create index prerequisite_required on prerequisite (required_id);

create table enrollment (
  id uuid primary key,
  course_id uuid not null references course,
  learner_id uuid not null,
  version_id uuid not null,
  state text not null check (state in ('pending-payment', 'active', 'completed', 'withdrawn', 'expired')),
  version integer not null check (version > 0),
  enrolled_at timestamptz(3) not null,
  completed_at timestamptz(3),
  withdrawn_at timestamptz(3),
  -- However many calls arrive at once, a learner has one enrollment in a course.
  unique (course_id, learner_id),
  unique (id, version_id),
  foreign key (version_id, course_id) references course_version (id, course_id),
  check ((state = 'completed') = (completed_at is not null)),
  check ((state = 'withdrawn') = (withdrawn_at is not null))
);

create index enrollment_learner on enrollment (learner_id, id desc);
create index enrollment_version on enrollment (version_id);

create table completion (
  enrollment_id uuid not null,
  lesson_id uuid not null,
  version_id uuid not null,
  completed_at timestamptz(3) not null,
  -- A lesson is completed once, and only in the version the learner enrolled in.
  primary key (enrollment_id, lesson_id),
  foreign key (enrollment_id, version_id) references enrollment (id, version_id),
  foreign key (version_id, lesson_id) references lesson (version_id, id)
);

create index completion_lesson on completion (version_id, lesson_id);
