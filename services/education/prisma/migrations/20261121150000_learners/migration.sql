-- Prepared from user.registered. Whose account is deleted stays known by id alone, for the enrollments that name it.
create table learner (
  id uuid primary key,
  registered_at timestamptz(3) not null,
  left_at timestamptz(3)
);
