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
    // Partitioned by id: a UUIDv7 begins with its time, so a partition holds what was made in a month and retention drops it
    // whole. What other tables grow by is divided and forgotten by the same function.
    sql: `
      CREATE FUNCTION azora.id_at(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
      $$;

      -- Makes a table's partitions for this week or month (UTC) and the next two, and drops those whose rows are all older than
      -- is kept. What came while nobody made them stays in the default one, and is deleted there.
      CREATE FUNCTION azora.tidy_partitions(parent text, unit text, moment timestamptz, kept interval)
        RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        this_one timestamp := date_trunc(unit, moment AT TIME ZONE 'UTC');
        step interval := ('1 ' || unit)::interval;
        key text := (SELECT a.attname FROM pg_partitioned_table p JOIN pg_attribute a
          ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0] WHERE p.partrelid = ('azora.' || parent)::regclass);
        began timestamp;
        old text;
      BEGIN
        IF NOT pg_try_advisory_xact_lock(72707374, hashtext(parent)) THEN RETURN; END IF;
        FOR began IN SELECT this_one + n * step FROM generate_series(0, 2) AS n LOOP
          BEGIN
            EXECUTE format('CREATE TABLE IF NOT EXISTS azora.%I PARTITION OF azora.%I FOR VALUES FROM (%L) TO (%L)',
              parent || to_char(began, '_YYYYMMDD'), parent,
              azora.id_at(began AT TIME ZONE 'UTC'), azora.id_at((began + step) AT TIME ZONE 'UTC'));
          EXCEPTION WHEN check_violation THEN
            NULL; -- The default partition has rows of that time.
          END;
        END LOOP;
        FOR old IN
          SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
          WHERE inhparent = ('azora.' || parent)::regclass AND c.relname <> parent || '_other'
            AND (to_date(right(c.relname, 8), 'YYYYMMDD') + step) AT TIME ZONE 'UTC' <= moment - kept
        LOOP
          EXECUTE format('DROP TABLE azora.%I', old);
        END LOOP;
        EXECUTE format('DELETE FROM azora.%I WHERE %I < %L', parent || '_other', key, azora.id_at(moment - kept));
      END $$;

      CREATE TABLE azora.audit (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        actor text,
        request_id text,
        data jsonb NOT NULL
      ) PARTITION BY RANGE (id);
      CREATE TABLE azora.audit_other PARTITION OF azora.audit DEFAULT;
      CREATE INDEX audit_subject ON azora.audit (subject, id);
      CREATE INDEX audit_actor ON azora.audit (actor, id);
      CREATE FUNCTION azora.audit_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an audit row is never changed'; END $$;
      CREATE TRIGGER audit_is_final BEFORE UPDATE ON azora.audit
        FOR EACH ROW EXECUTE FUNCTION azora.audit_is_final();
      SELECT azora.tidy_partitions('audit', 'month', now(), interval '3 years');`,
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
