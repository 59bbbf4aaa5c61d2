-- What people have asked for in words. What the command answered is not kept.

create table intent (
  id uuid primary key,
  user_id text not null,
  -- A thousand characters may become more when they are composed (NFC).
  text text not null check (length(text) <= 4000),
  state text not null check (state in (
    'not-understood', 'needs-confirmation', 'refused', 'running', 'done', 'failed', 'canceled'
  )),
  reason text,
  confidence double precision not null check (confidence between 0 and 1),
  understood_by text check (understood_by in ('phrases', 'model')),
  command jsonb,
  faults jsonb not null default '[]',
  suggestions text[] not null default '{}',
  problem jsonb,
  request_id text,
  transaction_id text,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3),
  taken_at timestamptz(3),
  ended_at timestamptz(3),
  check (state not in ('needs-confirmation', 'running', 'done', 'failed') or command is not null),
  check (state <> 'needs-confirmation' or expires_at is not null)
);

create index intent_of_user on intent (user_id, id desc);
create index intent_by_age on intent (created_at);

-- What was shown is what is done: nothing but its fate is ever written again.
create function intent_is_as_shown() returns trigger language plpgsql as $$
  begin raise exception 'what was asked for is never changed'; end $$;
create trigger intent_is_as_shown before update on intent
  for each row when (
    (old.id, old.user_id, old.text, old.command, old.expires_at, old.created_at)
    is distinct from (new.id, new.user_id, new.text, new.command, new.expires_at, new.created_at)
  ) execute function intent_is_as_shown();
