import { LANES } from '../events/lane.js'
import type { KitMigration } from './kit-migrations.js'

/** The tables of events: what waits to be sent, what has been handled, what is to be tried again, what was given up. */
export const EVENT_MIGRATIONS: readonly KitMigration[] = [
  {
    name: '0005_outbox',
    // Never read by a cursor: transactions commit in another order than that of their rows. What is unsent says so itself.
    // Taking lanes and reading their rows are two statements, so that the second sees what the lane's last holder committed.
    sql: `
      CREATE TABLE azora.outbox (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id uuid NOT NULL,
        lane smallint NOT NULL,
        event json NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz
      );
      CREATE INDEX outbox_unsent ON azora.outbox (lane, seq) WHERE sent_at IS NULL;
      CREATE INDEX outbox_sent ON azora.outbox (sent_at) WHERE sent_at IS NOT NULL;
      CREATE INDEX outbox_at ON azora.outbox USING brin (at);
      CREATE TABLE azora.broker (one boolean PRIMARY KEY DEFAULT true CHECK (one), identity text NOT NULL);

      CREATE FUNCTION azora.take_outbox(most integer)
        RETURNS TABLE (taken bigint, event json, is_busy boolean) LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        waiting smallint[];
        mine smallint[];
      BEGIN
        waiting := ARRAY(SELECT n FROM generate_series(0, ${LANES - 1}) AS n
          WHERE EXISTS (SELECT FROM azora.outbox o WHERE o.lane = n AND o.sent_at IS NULL));
        mine := ARRAY(SELECT n FROM unnest(waiting) AS n WHERE pg_try_advisory_xact_lock(72707370, n));
        RETURN QUERY SELECT o.seq, o.event, false FROM azora.outbox o
          WHERE o.lane = ANY (mine) AND o.sent_at IS NULL ORDER BY o.seq LIMIT most;
        IF cardinality(mine) < cardinality(waiting) THEN
          RETURN QUERY SELECT NULL::bigint, NULL::json, true;
        END IF;
      END $$;`,
  },
  {
    name: '0006_inbox',
    // Partitioned by the event's id: a UUIDv7 begins with its time, so a partition holds the events of a week and retention
    // drops it whole.
    sql: `
      CREATE TABLE azora.inbox (
        handler text NOT NULL,
        event_id uuid NOT NULL,
        outcome text NOT NULL DEFAULT 'handled' CHECK (outcome IN ('handled', 'skipped', 'dead')),
        attempts integer NOT NULL DEFAULT 1,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (handler, event_id)
      ) PARTITION BY RANGE (event_id);
      CREATE TABLE azora.inbox_other PARTITION OF azora.inbox DEFAULT;

      CREATE TABLE azora.waiting (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        handler text NOT NULL,
        key text NOT NULL,
        event_id uuid NOT NULL,
        event json NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        failures jsonb NOT NULL DEFAULT '[]',
        due_at timestamptz NOT NULL,
        redriven boolean NOT NULL DEFAULT false,
        UNIQUE (handler, event_id)
      );
      CREATE INDEX waiting_key ON azora.waiting (handler, key, seq);
      CREATE INDEX waiting_due ON azora.waiting (due_at);

      CREATE TABLE azora.dead_letters (
        id uuid PRIMARY KEY,
        handler text NOT NULL,
        event_id uuid NOT NULL,
        type text NOT NULL,
        key text NOT NULL,
        event json NOT NULL,
        attempts integer NOT NULL,
        failures jsonb NOT NULL,
        state text NOT NULL DEFAULT 'dead' CHECK (state IN ('dead', 'redriven', 'discarded')),
        first_failed_at timestamptz NOT NULL,
        last_failed_at timestamptz NOT NULL,
        UNIQUE (handler, event_id)
      );

      -- What to do with events that have arrived: 'new' is entered with this, 'waits' for an earlier one of its key that has failed.
      -- Of those that are known nothing is said.
      CREATE FUNCTION azora.enter_inbox(the_handler text, ids uuid[], keys text[])
        RETURNS TABLE (id uuid, fate text) LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        held text[] := ARRAY(SELECT DISTINCT w.key FROM azora.waiting w WHERE w.handler = the_handler AND w.key = ANY (keys));
      BEGIN
        RETURN QUERY INSERT INTO azora.inbox (handler, event_id)
          SELECT the_handler, a.id FROM unnest(ids, keys) AS a (id, key) WHERE a.key <> ALL (held)
          ON CONFLICT (handler, event_id) DO NOTHING
          RETURNING event_id, 'new';
        IF cardinality(held) > 0 THEN
          RETURN QUERY SELECT a.id, 'waits' FROM unnest(ids, keys) AS a (id, key) WHERE a.key = ANY (held);
        END IF;
      END $$;

      SELECT azora.tidy_partitions('inbox', 'week', now(), interval '37 days');`,
  },
  {
    name: '0007_lanes',
    sql: `
      CREATE TABLE azora.consumers (holder text PRIMARY KEY, expires_at timestamptz NOT NULL);
      CREATE TABLE azora.lanes (
        subscription text NOT NULL,
        lane smallint NOT NULL,
        log text NOT NULL,
        cursor bigint NOT NULL DEFAULT 0,
        holder text,
        expires_at timestamptz NOT NULL DEFAULT '-infinity',
        PRIMARY KEY (subscription, lane)
      );

      -- Prolongs what the holder has, takes what is free up to its share, and tells both what it has and how much it should.
      CREATE FUNCTION azora.hold_lanes(the_holder text, the_log text, subscriptions text[], lanes integer, ttl interval)
        RETURNS TABLE (subscription text, lane smallint, cursor bigint, share integer) LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        until timestamptz := clock_timestamp() + ttl;
        fair integer;
        wanted text;
      BEGIN
        INSERT INTO azora.consumers AS c VALUES (the_holder, until)
          ON CONFLICT (holder) DO UPDATE SET expires_at = excluded.expires_at;
        DELETE FROM azora.consumers c WHERE c.expires_at < clock_timestamp() - interval '1 hour';
        fair := ceil(lanes::numeric / (SELECT count(*) FROM azora.consumers c WHERE c.expires_at > clock_timestamp()));
        INSERT INTO azora.lanes (subscription, lane, log)
          SELECT s, n, the_log FROM unnest(subscriptions) AS s, generate_series(0, lanes - 1) AS n
          WHERE NOT EXISTS (SELECT FROM azora.lanes l WHERE l.subscription = s AND l.lane = n)
          ON CONFLICT DO NOTHING;
        UPDATE azora.lanes l SET expires_at = until
          WHERE l.holder = the_holder AND l.subscription = ANY (subscriptions);
        FOREACH wanted IN ARRAY subscriptions LOOP
          UPDATE azora.lanes l SET holder = the_holder, expires_at = until
            WHERE l.subscription = wanted AND l.lane IN (
              SELECT free.lane FROM azora.lanes free
              WHERE free.subscription = wanted AND free.expires_at <= clock_timestamp()
              ORDER BY free.lane
              LIMIT greatest(0, fair - (SELECT count(*) FROM azora.lanes held
                WHERE held.subscription = wanted AND held.holder = the_holder AND held.expires_at > clock_timestamp()))
              FOR UPDATE SKIP LOCKED);
        END LOOP;
        -- Positions in another log mean nothing in this one.
        UPDATE azora.lanes l SET log = the_log, cursor = 0
          WHERE l.holder = the_holder AND l.log <> the_log AND l.subscription = ANY (subscriptions);
        RETURN QUERY SELECT l.subscription, l.lane, l.cursor, fair FROM azora.lanes l
          WHERE l.holder = the_holder AND l.subscription = ANY (subscriptions);
      END $$;`,
  },
]
