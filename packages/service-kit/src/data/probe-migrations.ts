import type { KitMigration } from './kit-migrations.js'

/**
 * Where `azora chaos` has a service prove that it loses nothing. The command line writes the order and reads the outcome:
 * what stands here is what the two agree on. Empty but while a trial runs, and in production always.
 */
export const PROBE_MIGRATIONS: readonly KitMigration[] = [
  {
    name: '0014_probes',
    // No effect is unique: a second one must be seen, not refused. Numbers of places rise in the order of handling.
    sql: `
      CREATE TABLE azora.probe_runs (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        seconds integer NOT NULL,
        transport text,
        begun_at timestamptz
      );
      CREATE TABLE azora.probe_keys (
        key text PRIMARY KEY,
        due integer NOT NULL,
        ahead integer NOT NULL,
        sent integer NOT NULL DEFAULT 0
      );
      CREATE TABLE azora.probe_sent (
        run uuid NOT NULL,
        key text NOT NULL,
        n integer NOT NULL,
        event_id uuid NOT NULL,
        PRIMARY KEY (key, n)
      );
      CREATE TABLE azora.probe_effects (
        place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        run uuid NOT NULL,
        key text NOT NULL,
        n integer NOT NULL,
        event_id uuid NOT NULL
      );
      CREATE INDEX probe_effects_key ON azora.probe_effects (key, place);

      -- Removes every trace of a trial from this database.
      CREATE FUNCTION azora.forget_probe() RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        TRUNCATE azora.probe_runs, azora.probe_keys, azora.probe_sent, azora.probe_effects;
        DELETE FROM azora.outbox WHERE event ->> 'type' LIKE 'probe.sent.%';
        DELETE FROM azora.waiting WHERE handler LIKE '%.probe-%';
        DELETE FROM azora.dead_letters WHERE handler LIKE '%.probe-%';
        DELETE FROM azora.inbox WHERE handler LIKE '%.probe-%';
      END $$;

      -- Orders a trial in place of whatever was ordered before: this service is to publish so many events over so many keys
      -- within these seconds, and to handle those of the source. It waits for its begin.
      CREATE FUNCTION azora.order_probe(run uuid, service text, source text, events integer, keys integer, seconds integer)
        RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM azora.forget_probe();
        INSERT INTO azora.probe_keys (key, due, ahead)
          SELECT service || '/' || n, events / keys + (n < events % keys)::integer, n % 10 FROM generate_series(0, keys - 1) AS n;
        INSERT INTO azora.probe_runs (id, source, seconds) VALUES (run, source, seconds);
      END $$;

      -- Takes the key that is furthest behind what should have been published by now, for the transaction that publishes its
      -- next events: full batches but for the last, the keys not all at the same moment. Nobody else has the key meanwhile.
      CREATE FUNCTION azora.take_probe(the_run uuid, most integer, OUT key text, OUT first integer, OUT count integer)
        RETURNS SETOF record LANGUAGE sql VOLATILE AS $$
        WITH run AS (
          SELECT least(1, extract(epoch FROM clock_timestamp() - r.begun_at) / r.seconds) AS part
          FROM azora.probe_runs r WHERE r.id = the_run AND r.begun_at IS NOT NULL
        ), taken AS (
          SELECT k.key, least(most, k.due - k.sent) AS count FROM azora.probe_keys k, run
          WHERE k.sent < k.due AND k.due * run.part + k.ahead - k.sent >= least(most, k.due - k.sent)
          ORDER BY k.due * run.part + k.ahead - k.sent DESC LIMIT 1 FOR UPDATE OF k SKIP LOCKED
        )
        UPDATE azora.probe_keys k SET sent = k.sent + taken.count FROM taken WHERE k.key = taken.key
        RETURNING k.key, k.sent - taken.count + 1, taken.count
      $$;

      -- How far it is: what has been committed, what handled, and whether something still waits here.
      CREATE FUNCTION azora.probe_progress(OUT run uuid, OUT sent integer, OUT effects integer, OUT waits boolean)
        LANGUAGE sql STABLE AS $$
        SELECT (SELECT r.id FROM azora.probe_runs r), coalesce((SELECT sum(k.sent) FROM azora.probe_keys k), 0)::integer,
          (SELECT count(*) FROM azora.probe_effects)::integer,
          EXISTS (SELECT FROM azora.outbox o WHERE o.sent_at IS NULL AND o.event ->> 'type' LIKE 'probe.sent.%')
            OR EXISTS (SELECT FROM azora.waiting w WHERE w.handler LIKE '%.probe-%')
      $$;`,
  },
]
