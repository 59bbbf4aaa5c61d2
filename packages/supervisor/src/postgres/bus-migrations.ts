/** A step of the log's schema. Once released it is never edited: a further one follows. */
export interface BusMigration {
  readonly name: string
  readonly sql: string
}

/**
 * The log of events. Services have no right but to call `append` and `read`, and to ask about the log: `identity`, `edges`,
 * `lag`, `tidy`.
 *
 * Appends take turns by an advisory lock held to the end of their transaction, so positions become visible in their
 * order and whoever reads `pos > cursor` skips none. A cursor over a plain identity column would: of two transactions the
 * later number may be committed first.
 *
 * Partitioned by the event's id: a UUIDv7 begins with its time, so the primary key makes an event unique and a partition
 * holds the events of a week.
 */
export const BUS_MIGRATIONS: readonly BusMigration[] = [
  {
    name: '0001_log',
    sql: `
      CREATE TABLE bus.identity (id uuid NOT NULL DEFAULT gen_random_uuid(), kept interval NOT NULL DEFAULT '7 days');
      INSERT INTO bus.identity DEFAULT VALUES;
      CREATE TABLE bus.log (
        id uuid PRIMARY KEY,
        pos bigint NOT NULL,
        lane smallint NOT NULL,
        type text NOT NULL,
        event json NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp()
      ) PARTITION BY RANGE (id);
      CREATE INDEX log_lane ON bus.log (lane, pos);
      CREATE TABLE bus.log_other PARTITION OF bus.log DEFAULT;
      CREATE SEQUENCE bus.positions;
      -- Of each lane, the last position that was dropped.
      CREATE TABLE bus.dropped (lane smallint PRIMARY KEY, pos bigint NOT NULL);

      -- The least UUIDv7 of a moment.
      CREATE FUNCTION bus.id_at(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
      $$;

      CREATE FUNCTION bus.identity() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = bus, pg_catalog AS $$ SELECT id FROM bus.identity $$;

      -- Appends in the order given what is not there yet. Refuses if the log is not the one the caller knows.
      CREATE FUNCTION bus.append(known uuid, ids uuid[], lanes smallint[], types text[], events json[]) RETURNS uuid
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = bus, pg_catalog AS $$
      DECLARE this uuid := (SELECT id FROM bus.identity);
      BEGIN
        IF known <> this THEN RETURN this; END IF;
        PERFORM pg_advisory_xact_lock(72707372);
        INSERT INTO bus.log (id, pos, lane, type, event)
          SELECT id, nextval('bus.positions'), lane, type, event FROM (
            SELECT * FROM unnest(ids, lanes, types, events) WITH ORDINALITY AS given (id, lane, type, event, place)
            ORDER BY place
          ) AS ordered
          ON CONFLICT (id) DO NOTHING;
        PERFORM pg_notify('bus', '');
        RETURN this;
      END $$;

      -- For each lane what follows its cursor, in order; of what does not match only where it is, so that nobody reads it again.
      CREATE FUNCTION bus.read(lanes smallint[], cursors bigint[], expression text, most integer)
        RETURNS TABLE (lane smallint, pos bigint, event json)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = bus, pg_catalog AS $$
        SELECT wanted.lane, it.pos, CASE WHEN it.type ~ expression THEN it.event END
        FROM unnest(lanes, cursors) AS wanted (lane, cursor)
        CROSS JOIN LATERAL (
          SELECT log.pos, log.type, log.event FROM bus.log
          WHERE log.lane = wanted.lane AND log.pos > wanted.cursor ORDER BY log.pos LIMIT most
        ) AS it
        ORDER BY 1, 2
      $$;

      -- How many events wait beyond the cursors, counting at most a thousand of each lane.
      CREATE FUNCTION bus.lag(lanes smallint[], cursors bigint[], expression text) RETURNS bigint
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = bus, pg_catalog AS $$
        SELECT count(*) FROM unnest(lanes, cursors) AS wanted (lane, cursor)
        CROSS JOIN LATERAL (
          SELECT FROM bus.log
          WHERE log.lane = wanted.lane AND log.pos > wanted.cursor AND log.type ~ expression LIMIT 1000
        ) AS it
      $$;

      -- From where to where each lane is kept.
      CREATE FUNCTION bus.edges() RETURNS TABLE (lane smallint, start bigint, "end" bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = bus, pg_catalog AS $$
        SELECT n::smallint, coalesce(d.pos, 0), greatest(d.pos, last.pos, 0)
        FROM generate_series(0, 15) AS n
        LEFT JOIN bus.dropped d ON d.lane = n
        LEFT JOIN LATERAL (SELECT log.pos FROM bus.log WHERE log.lane = n ORDER BY log.pos DESC LIMIT 1) AS last ON true
      $$;

      -- Notes how far each lane of a table is about to be given up.
      CREATE FUNCTION bus.give_up(old regclass, until timestamptz) RETURNS void
        LANGUAGE plpgsql SET search_path = bus, pg_catalog AS $$
      BEGIN
        EXECUTE format('INSERT INTO bus.dropped SELECT lane, max(pos) FROM %s WHERE at < %L GROUP BY lane
          ON CONFLICT (lane) DO UPDATE SET pos = greatest(dropped.pos, excluded.pos)', old, until);
      END $$;

      -- Makes the partitions of this week and the next two, and drops what is older than is kept. Safe to repeat.
      CREATE FUNCTION bus.tidy() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = bus, pg_catalog AS $$
      DECLARE
        week timestamptz;
        old text;
        horizon uuid := (SELECT bus.id_at(now() - kept) FROM bus.identity);
      BEGIN
        IF NOT pg_try_advisory_xact_lock(72707373) THEN RETURN; END IF;
        FOR week IN SELECT date_trunc('week', now(), 'UTC') + n * interval '7 days' FROM generate_series(0, 2) AS n LOOP
          IF to_regclass('bus.log_' || to_char(week AT TIME ZONE 'UTC', 'YYYYMMDD')) IS NULL THEN
            EXECUTE format('CREATE TABLE bus.%I PARTITION OF bus.log FOR VALUES FROM (%L) TO (%L)',
              'log_' || to_char(week AT TIME ZONE 'UTC', 'YYYYMMDD'), bus.id_at(week), bus.id_at(week + interval '7 days'));
          END IF;
        END LOOP;
        FOR old IN
          SELECT inhrelid::regclass::text FROM pg_inherits
          WHERE inhparent = 'bus.log'::regclass AND inhrelid <> 'bus.log_other'::regclass
            AND bus.id_at(to_timestamp(right(inhrelid::regclass::text, 8), 'YYYYMMDD') + interval '7 days') <= horizon
        LOOP
          PERFORM bus.give_up(old::regclass, 'infinity');
          EXECUTE format('DROP TABLE %s', old);
        END LOOP;
        PERFORM bus.give_up('bus.log_other', now() - (SELECT kept FROM bus.identity));
        DELETE FROM bus.log_other WHERE at < now() - (SELECT kept FROM bus.identity);
      END $$;

      SELECT bus.tidy();
      REVOKE ALL ON ALL FUNCTIONS IN SCHEMA bus FROM PUBLIC`,
  },
]
