import { EVENT_MIGRATIONS } from './event-migrations.js'
import { JOB_MIGRATIONS } from './job-migrations.js'
import { PROBE_MIGRATIONS } from './probe-migrations.js'
import { REPLAY_MIGRATIONS } from './replay-migrations.js'
import { SAGA_MIGRATIONS } from './saga-migrations.js'
import { STREAM_MIGRATIONS } from './stream-migrations.js'

/** A step of the kit's own schema, `azora`. Once released it is never edited: a further one follows. */
export interface KitMigration {
  name: string
  sql: string
}

/** The kit's tables in the order they came to be. They live beside the service's own, in the same transactions. */
export const KIT_MIGRATIONS: readonly KitMigration[] = [
  {
    name: '0001_idempotency',
    sql: `
      CREATE TABLE azora.idempotency (
        principal text NOT NULL,
        operation text NOT NULL,
        key text NOT NULL,
        request_hash text NOT NULL,
        status smallint NOT NULL,
        headers json NOT NULL,
        body text,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (principal, operation, key)
      );
      CREATE INDEX idempotency_expires_at ON azora.idempotency (expires_at);`,
  },
  {
    name: '0002_audit',
    sql: `
      CREATE TABLE azora.audit (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        actor text,
        request_id text,
        data jsonb NOT NULL
      );
      CREATE INDEX audit_subject ON azora.audit (subject, id);
      CREATE INDEX audit_actor ON azora.audit (actor, id);
      CREATE FUNCTION azora.audit_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an audit row is never changed'; END $$;
      CREATE TRIGGER audit_is_final BEFORE UPDATE ON azora.audit
        FOR EACH ROW EXECUTE FUNCTION azora.audit_is_final();`,
  },
  {
    name: '0003_leases',
    sql: `
      CREATE TABLE azora.leases (
        name text PRIMARY KEY,
        holder text NOT NULL,
        token bigint NOT NULL,
        expires_at timestamptz NOT NULL
      );`,
  },
  {
    name: '0004_claim_reply',
    // One round trip for lock and look: inside a volatile function the second statement sees what the lock's last holder
    // committed, as a statement of its own would.
    sql: `
      CREATE FUNCTION azora.claim_reply(
        the_principal text, the_operation text, the_key text,
        OUT locked boolean, OUT request_hash text, OUT status smallint, OUT headers json, OUT body text
      ) LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        locked := pg_try_advisory_xact_lock(
          hashtextextended(json_build_array(the_principal, the_operation, the_key)::text, 0));
        IF locked THEN
          SELECT kept.request_hash, kept.status, kept.headers, kept.body
            INTO request_hash, status, headers, body
            FROM azora.idempotency kept
            WHERE kept.principal = the_principal AND kept.operation = the_operation AND kept.key = the_key
              AND kept.expires_at > now();
        END IF;
      END $$;`,
  },
  ...EVENT_MIGRATIONS,
  ...JOB_MIGRATIONS,
  ...SAGA_MIGRATIONS,
  ...STREAM_MIGRATIONS,
  ...REPLAY_MIGRATIONS,
  ...PROBE_MIGRATIONS,
]
