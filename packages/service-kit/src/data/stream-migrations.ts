import type { KitMigration } from './kit-migrations.js'

/** The tables of event sourcing: streams of events, and the read models that follow from them. */
export const STREAM_MIGRATIONS: readonly KitMigration[] = [
  {
    name: '0011_streams',
    // Streams are kept for good, so there is nothing that dropping a partition could do, and a partition by time could
    // not keep (category, id, version) unique. Positions are given out before transactions commit: whoever appends says
    // first, by a shared advisory lock that ends with its transaction, behind which position that will be. What is settled
    // lies before all of these, whatever other transactions there are on the server.
    sql: `
      CREATE SEQUENCE azora.stream_positions;
      CREATE TABLE azora.streams (
        category text NOT NULL,
        id text NOT NULL,
        version integer NOT NULL,
        PRIMARY KEY (category, id)
      );
      CREATE TABLE azora.stream_events (
        category text NOT NULL,
        id text NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        position bigint NOT NULL DEFAULT nextval('azora.stream_positions'),
        type text NOT NULL,
        schema smallint NOT NULL,
        data json NOT NULL,
        origin json NOT NULL DEFAULT '{}',
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (category, id, version)
      );
      ALTER SEQUENCE azora.stream_positions OWNED BY azora.stream_events.position;
      CREATE UNIQUE INDEX stream_events_position ON azora.stream_events (category, position);
      CREATE FUNCTION azora.history_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'what has happened is never changed'; END $$;
      CREATE TRIGGER history_is_final BEFORE UPDATE ON azora.stream_events
        FOR EACH ROW EXECUTE FUNCTION azora.history_is_final();
      CREATE TABLE azora.stream_snapshots (
        category text NOT NULL,
        id text NOT NULL,
        version integer NOT NULL,
        reducer text NOT NULL,
        state json NOT NULL,
        PRIMARY KEY (category, id)
      );

      CREATE FUNCTION azora.newest_position() RETURNS bigint LANGUAGE sql VOLATILE AS $$
        SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM azora.stream_positions
      $$;

      -- Once for each transaction: its first append has the lowest position. The setting ends with the transaction, or the
      -- savepoint, as the lock does. A lock has room for 31 bits of a position.
      CREATE FUNCTION azora.announce_append(the_category text) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock_shared(72707376, hashtext(the_category));
        IF coalesce(current_setting('azora.appending', true), '') = '' THEN
          PERFORM pg_advisory_xact_lock_shared(72707375, (azora.newest_position() % 2147483648)::integer);
          PERFORM set_config('azora.appending', 'yes', true);
        END IF;
      END $$;

      -- Appends if the stream has the version expected; 0 is that of a stream that is not there yet.
      CREATE FUNCTION azora.append_to_stream(
        the_category text, the_id text, expected integer, types text[], schemas smallint[], events json[], the_origin json,
        OUT appended boolean, OUT version integer
      ) LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        PERFORM azora.announce_append(the_category);
        IF expected = 0 THEN
          INSERT INTO azora.streams AS s VALUES (the_category, the_id, cardinality(types))
            ON CONFLICT (category, id) DO UPDATE SET version = excluded.version WHERE s.version = 0;
        ELSE
          UPDATE azora.streams s SET version = s.version + cardinality(types)
            WHERE s.category = the_category AND s.id = the_id AND s.version = expected;
        END IF;
        appended := FOUND;
        IF appended THEN
          INSERT INTO azora.stream_events (category, id, version, position, type, schema, data, origin)
            SELECT the_category, the_id, expected + place, nextval('azora.stream_positions'), type, schema, event, the_origin
            FROM (
              SELECT * FROM unnest(types, schemas, events) WITH ORDINALITY AS given (type, schema, event, place) ORDER BY place
            ) AS ordered;
        END IF;
        SELECT s.version INTO version FROM azora.streams s WHERE s.category = the_category AND s.id = the_id;
        version := coalesce(version, 0);
      END $$;

      -- The stream's version, which others who want to append wait for until the transaction ends.
      CREATE FUNCTION azora.hold_stream(the_category text, the_id text, OUT version integer)
        LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        INSERT INTO azora.streams VALUES (the_category, the_id, 0) ON CONFLICT DO NOTHING;
        SELECT s.version INTO version FROM azora.streams s
          WHERE s.category = the_category AND s.id = the_id FOR NO KEY UPDATE;
      END $$;

      -- Up to here nothing is on its way any more: what is there is there, what is not will never be.
      CREATE FUNCTION azora.settled_position() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
      DECLARE newest bigint := azora.newest_position();
      BEGIN
        RETURN newest - (
          SELECT coalesce(max(behind), 0) FROM (
            SELECT (newest % 2147483648 - objid::bigint + 2147483648) % 2147483648 AS behind FROM pg_locks
            WHERE locktype = 'advisory' AND classid = 72707375 AND objsubid = 2
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          ) AS appending
          -- Whoever began after the look at the sequence is ahead of it, not behind.
          WHERE behind < 1073741824);
      END $$;

      -- What follows a cursor, in order; and, with no id, how far that is read when it is fewer than asked for. The rows are
      -- looked for after the horizon, by a statement that sees all that was committed until then. Whoever holds up the
      -- category's appends knows that it is quiet.
      CREATE FUNCTION azora.read_streams(the_category text, after bigint, wanted text[], most integer, is_quiet boolean)
        RETURNS TABLE (pos bigint, id text, version integer, type text, schema smallint, data json)
        LANGUAGE plpgsql VOLATILE AS $$
      DECLARE settled bigint := CASE WHEN is_quiet THEN azora.newest_position() ELSE azora.settled_position() END;
      BEGIN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE 'streams are read in transactions that are READ COMMITTED';
        END IF;
        RETURN QUERY
          SELECT e.position, e.id, e.version, e.type, e.schema, e.data FROM azora.stream_events e
          WHERE e.category = the_category AND e.position > after AND e.position <= settled AND e.type = ANY (wanted)
          ORDER BY e.position LIMIT most;
        RETURN QUERY SELECT settled, NULL::text, NULL::integer, NULL::text, NULL::smallint, NULL::json;
      END $$;`,
  },
  {
    name: '0012_projections',
    // A read model is rebuilt in tables of the same names in a schema of their own. What differs is then written into the
    // tables that serve: these keep their keys, triggers and rights, and nobody who reads them waits.
    sql: `
      CREATE SCHEMA azora_shadow;
      CREATE TABLE azora.projections (
        name text NOT NULL,
        state text NOT NULL CHECK (state IN ('live', 'building')),
        version integer NOT NULL,
        mode text NOT NULL CHECK (mode IN ('inline', 'following')),
        category text NOT NULL,
        types text[] NOT NULL,
        position bigint NOT NULL DEFAULT 0,
        stopped_at timestamptz,
        failure text,
        PRIMARY KEY (name, state),
        CHECK ((stopped_at IS NULL) = (failure IS NULL))
      );

      CREATE FUNCTION azora.begin_shadow(tables text[]) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE it text;
      BEGIN
        FOREACH it IN ARRAY tables LOOP
          EXECUTE format('DROP TABLE IF EXISTS azora_shadow.%I', it);
          EXECUTE format('CREATE TABLE azora_shadow.%1$I (LIKE %1$I INCLUDING ALL)', it);
        END LOOP;
      END $$;

      -- The columns of a table as SQL: those that are written, those of its key compared between shadow (s) and live (l),
      -- and all others.
      CREATE FUNCTION azora.columns_of(it text, OUT written text, OUT same_key text, OUT rest text, OUT same_rest text)
        LANGUAGE plpgsql AS $$
      BEGIN
        SELECT string_agg(quote_ident(attname), ', '),
               string_agg(format('s.%1$I = l.%1$I', attname), ' AND ') FILTER (WHERE in_key),
               string_agg(format('%1$I = s.%1$I', attname), ', ') FILTER (WHERE NOT in_key),
               string_agg(format('s.%1$I IS NOT DISTINCT FROM l.%1$I', attname), ' AND ') FILTER (WHERE NOT in_key)
          INTO written, same_key, rest, same_rest
          FROM (
            SELECT a.attname, coalesce(a.attnum = ANY (i.indkey), false) AS in_key
            FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
            WHERE a.attrelid = it::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            ORDER BY a.attnum
          ) AS columns;
        IF same_key IS NULL THEN RAISE 'table % has no primary key to compare a rebuilt one by', it; END IF;
      END $$;

      -- Makes the tables that serve equal to their shadows and removes these. Returns how many rows were not as they should
      -- be. In the list a table comes before those that refer to it.
      CREATE FUNCTION azora.take_over(tables text[]) RETURNS bigint LANGUAGE plpgsql AS $$
      DECLARE
        it text;
        its record;
        changed bigint;
        total bigint := 0;
      BEGIN
        FOR n IN REVERSE cardinality(tables)..1 LOOP
          its := azora.columns_of(tables[n]);
          EXECUTE format('DELETE FROM %1$I l WHERE NOT EXISTS (SELECT FROM azora_shadow.%1$I s WHERE %2$s)',
            tables[n], its.same_key);
          GET DIAGNOSTICS changed = ROW_COUNT;
          total := total + changed;
        END LOOP;
        FOREACH it IN ARRAY tables LOOP
          its := azora.columns_of(it);
          IF its.rest IS NOT NULL THEN
            EXECUTE format('UPDATE %1$I l SET %2$s FROM azora_shadow.%1$I s WHERE %3$s AND NOT (%4$s)',
              it, its.rest, its.same_key, its.same_rest);
            GET DIAGNOSTICS changed = ROW_COUNT;
            total := total + changed;
          END IF;
          EXECUTE format('INSERT INTO %1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM azora_shadow.%1$I s
            WHERE NOT EXISTS (SELECT FROM %1$I l WHERE %3$s)', it, its.written, its.same_key);
          GET DIAGNOSTICS changed = ROW_COUNT;
          total := total + changed;
          EXECUTE format('DROP TABLE azora_shadow.%I', it);
        END LOOP;
        RETURN total;
      END $$;`,
  },
]
