-- Correctness under concurrency stands here: what the rules in src/ promise, these constraints keep.
-- The table is named in quotes: what the service keeps may be called by a word of SQL, such as order.

create table "note" (
  id uuid primary key,
  owner_id uuid not null,
  title text not null check (title <> ''),
  text text not null,
  version integer not null check (version > 0),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);

create unique index note_owner_title on "note" (owner_id, title);
create index note_owner on "note" (owner_id, id desc);
