-- A version of an event's schema is written once, when it is first seen, and never changed.

create table event_schema (
  type text not null,
  version integer not null check (version > 0),
  service text not null,
  summary text not null,
  dataschema text not null,
  snapshot jsonb not null,
  published_at timestamptz(3) not null default now(),
  primary key (type, version)
);

create function event_schema_is_final() returns trigger language plpgsql as $$
  begin raise exception 'a published schema is never changed'; end $$;
create trigger event_schema_is_final before update or delete on event_schema
  for each row execute function event_schema_is_final();
