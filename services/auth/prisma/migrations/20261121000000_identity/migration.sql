-- Identity. Constraints carry correctness; what the code promises "once" is a unique index or a conditional update here.

-- "user" is a reserved word; everything else is named as the domain names it.
create table users (
  id             uuid primary key,
  email          text not null,
  verified_at    timestamptz(3),
  disabled_at    timestamptz(3),
  locked_until   timestamptz(3),
  last_login_at  timestamptz(3),
  version        integer not null default 1 check (version > 0),
  created_at     timestamptz(3) not null,
  constraint users_email_key unique (email),
  constraint users_email_is_normal check (email = lower(email) and email = btrim(email) and length(email) <= 254)
);
create index users_email_start on users (email text_pattern_ops);

create table credential_password (
  user_id     uuid primary key references users on delete cascade,
  -- PHC string: algorithm, parameters, salt and hash in one.
  hash        text not null check (hash like '$%'),
  changed_at  timestamptz(3) not null
);

-- Sign-in by somebody else's word (OAuth).
create table identity (
  id          uuid primary key,
  user_id     uuid not null references users on delete cascade,
  provider    text not null,
  subject     text not null,
  email       text,
  created_at  timestamptz(3) not null,
  constraint identity_provider_subject_key unique (provider, subject)
);
create index identity_user on identity (user_id);

-- A refresh token is computed from this row, never stored: version, id, counter, and an HMAC by the session's own key.
create table session (
  id                uuid primary key,
  user_id           uuid not null references users on delete cascade,
  refresh_counter   integer not null default 0 check (refresh_counter >= 0),
  refresh_key_enc   bytea not null,
  aal               smallint not null default 1 check (aal in (1, 2)),
  amr               text[] not null check (cardinality(amr) > 0),
  device_id         uuid not null,
  address           text not null,
  user_agent        text,
  created_at        timestamptz(3) not null,
  authenticated_at  timestamptz(3) not null,
  refreshed_at      timestamptz(3) not null,
  not_after         timestamptz(3) not null check (not_after > created_at),
  revoked_at        timestamptz(3),
  revoked_reason    text check (revoked_reason in (
    'logout', 'logout-all', 'revoked', 'reuse-detected', 'password-changed', 'password-reset',
    'role-revoked', 'locked', 'disabled', 'too-many', 'deleted'
  )),
  constraint session_revoked_for_a_reason check ((revoked_at is null) = (revoked_reason is null))
);
create index session_live_of_user on session (user_id, created_at) where revoked_at is null;
create index session_not_after on session (not_after);

create table factor (
  id              uuid primary key,
  user_id         uuid not null references users on delete cascade,
  type            text not null check (type in ('totp', 'webauthn')),
  secret_enc      bytea,
  -- A code is good for one use: this only ever grows, by a conditional update.
  last_time_step  bigint,
  status          text not null default 'unverified' check (status in ('unverified', 'verified')),
  created_at      timestamptz(3) not null,
  verified_at     timestamptz(3),
  constraint factor_secret_of_totp check ((type = 'totp') = (secret_enc is not null)),
  constraint factor_verified_at check ((status = 'verified') = (verified_at is not null))
);
create index factor_user on factor (user_id);

create table recovery_code (
  id       uuid primary key,
  user_id  uuid not null references users on delete cascade,
  hash     bytea not null check (octet_length(hash) = 32),
  used_at  timestamptz(3),
  constraint recovery_code_user_hash_key unique (user_id, hash)
);

create table webauthn_credential (
  id             uuid primary key,
  factor_id      uuid not null references factor on delete cascade,
  credential_id  bytea not null,
  public_key     bytea not null,
  sign_count     bigint not null default 0 check (sign_count >= 0),
  transports     text[] not null default '{}',
  created_at     timestamptz(3) not null,
  last_used_at   timestamptz(3),
  constraint webauthn_credential_credential_id_key unique (credential_id)
);
create index webauthn_credential_factor on webauthn_credential (factor_id);

create table one_time_token (
  hash        bytea primary key check (octet_length(hash) = 32),
  user_id     uuid not null references users on delete cascade,
  purpose     text not null check (purpose in ('verify-email', 'reset-password')),
  created_at  timestamptz(3) not null,
  expires_at  timestamptz(3) not null check (expires_at > created_at),
  used_at     timestamptz(3)
);
create index one_time_token_user on one_time_token (user_id, purpose);

create table oauth_flow (
  state_hash         bytea primary key check (octet_length(state_hash) = 32),
  provider           text not null,
  nonce              text not null,
  pkce_verifier_enc  bytea not null,
  redirect           text not null,
  user_id            uuid references users on delete cascade,
  created_at         timestamptz(3) not null,
  expires_at         timestamptz(3) not null check (expires_at > created_at),
  used_at            timestamptz(3)
);

create table role (
  name         text primary key check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
  description  text not null
);

create table role_permission (
  role        text not null references role on delete cascade,
  permission  text not null check (permission ~ '^(\*|[a-z][a-z0-9-]*):(\*|[a-z][a-z0-9-]*)$'),
  primary key (role, permission)
);

create table role_binding (
  id             uuid primary key,
  user_id        uuid not null references users on delete cascade,
  role           text not null references role,
  -- Both null: everywhere. Roles on one resource come with resource rules.
  resource_type  text,
  resource_id    text,
  created_at     timestamptz(3) not null,
  constraint role_binding_once unique nulls not distinct (user_id, role, resource_type, resource_id),
  constraint role_binding_whole_resource check ((resource_type is null) = (resource_id is null))
);
create index role_binding_role on role_binding (role);

create table api_key (
  id            uuid primary key,
  prefix        text not null,
  hash          bytea not null check (octet_length(hash) = 32),
  service       text not null,
  scopes        text[] not null default '{}',
  created_at    timestamptz(3) not null,
  expires_at    timestamptz(3),
  last_used_at  timestamptz(3),
  revoked_at    timestamptz(3),
  constraint api_key_prefix_key unique (prefix),
  constraint api_key_hash_key unique (hash)
);
create index api_key_live_of_service on api_key (service) where revoked_at is null;

-- Whether a key is pending, active or retired follows from these times and the clock; no job moves it.
create table signing_key (
  kid              text primary key,
  alg              text not null default 'ES256' check (alg = 'ES256'),
  public_jwk       jsonb not null,
  private_key_enc  bytea not null,
  created_at       timestamptz(3) not null,
  activates_at     timestamptz(3) not null check (activates_at >= created_at),
  revoked_at       timestamptz(3)
);

-- By HMAC of the address, whether or not it has an account: people type passwords into the wrong field.
create table login_failure (
  subject          bytea not null check (octet_length(subject) = 32),
  -- 'device:<id>', 'address:<network>' or 'anywhere'
  origin           text not null,
  failures         integer not null default 0 check (failures >= 0),
  last_failure_at  timestamptz(3) not null,
  locked_until     timestamptz(3),
  primary key (subject, origin)
);
create index login_failure_last on login_failure (last_failure_at);

-- No foreign keys: what was revoked must be refused even after its row is gone.
create table revocation (
  seq         bigint generated always as identity primary key,
  session_id  uuid,
  user_id     uuid,
  key_id      text,
  revoked_at  timestamptz(3) not null,
  not_after   timestamptz(3) not null,
  constraint revocation_of_one_thing check (num_nonnulls(session_id, user_id, key_id) = 1)
);
create index revocation_not_after on revocation (not_after);

-- Queued in the transaction of what it tells about; its text is written when it is delivered.
create table mail (
  id               uuid primary key,
  recipient        text not null,
  template         text not null check (template in ('verify-email', 'reset-password', 'password-changed', 'welcome')),
  state            text not null default 'queued' check (state in ('queued', 'sent', 'dropped', 'failed')),
  attempts         integer not null default 0 check (attempts >= 0),
  next_attempt_at  timestamptz(3) not null,
  created_at       timestamptz(3) not null,
  sent_at          timestamptz(3),
  -- Kept by the local mailbox alone; a mail that went out leaves neither here.
  subject          text,
  text             text,
  constraint mail_sent_at check ((state = 'sent') = (sent_at is not null))
);
create index mail_due on mail (next_attempt_at) where state = 'queued';
create index mail_recipient on mail (recipient, created_at);
