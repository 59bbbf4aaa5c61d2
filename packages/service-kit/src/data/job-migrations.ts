import type { KitMigration } from './kit-migrations.js'

/** The tables of what is to happen later: events that are not due yet, jobs, and the schedules that jobs come from. */
export const JOB_MIGRATIONS: readonly KitMigration[] = [
  {
    name: '0008_delayed',
    // Apart from the outbox, so that however many wait here, what is read by every relay all the time stays small. An event
    // gets its place in the outbox when it is due: that is where it enters the order of its key.
    sql: `
      CREATE TABLE azora.delayed (
        seq bigint GENERATED ALWAYS AS IDENTITY,
        id uuid PRIMARY KEY,
        due_at timestamptz NOT NULL,
        lane smallint NOT NULL,
        event json NOT NULL
      );
      CREATE INDEX delayed_due ON azora.delayed (due_at, seq);

      -- Moves what is due into the outbox, one caller at a time, and tells when more will be. One that somebody is about to
      -- cancel is left alone.
      CREATE FUNCTION azora.release_delayed(moment timestamptz, most integer, OUT released integer, OUT next_due timestamptz)
        LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        released := 0;
        IF pg_try_advisory_xact_lock(72707375) THEN
          WITH due AS (
            DELETE FROM azora.delayed d WHERE d.id IN (
              SELECT w.id FROM azora.delayed w WHERE w.due_at <= moment
              ORDER BY w.due_at, w.seq LIMIT most FOR UPDATE SKIP LOCKED)
            RETURNING d.id, d.lane, d.event, d.due_at, d.seq
          )
          INSERT INTO azora.outbox (id, lane, event)
            SELECT due.id, due.lane, due.event FROM due ORDER BY due.due_at, due.seq;
          GET DIAGNOSTICS released = ROW_COUNT;
        END IF;
        next_due := (SELECT min(w.due_at) FROM azora.delayed w);
      END $$;`,
  },
  {
    name: '0009_jobs',
    // A job is open until it is done, and then gone; or it has failed, and stays. Whoever runs one holds it for a while by the
    // server's clock, and proves by holder and attempt that it still does. A key is taken only until its job has begun: what
    // was changed after that must be seen by a further one.
    sql: `
      CREATE TABLE azora.jobs (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        key text,
        data json NOT NULL,
        origin json NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'failed')),
        planned_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        begun boolean NOT NULL DEFAULT false,
        attempts integer NOT NULL DEFAULT 0,
        failures jsonb NOT NULL DEFAULT '[]',
        holder text,
        held_until timestamptz NOT NULL DEFAULT '-infinity',
        turn integer NOT NULL DEFAULT 0,
        handed_at timestamptz NOT NULL DEFAULT '-infinity',
        failed_at timestamptz
      );
      CREATE INDEX jobs_due ON azora.jobs (name, due_at) WHERE state = 'open';
      CREATE INDEX jobs_failed ON azora.jobs (name, failed_at) WHERE state = 'failed';
      CREATE UNIQUE INDEX jobs_key ON azora.jobs (name, key) WHERE state = 'open' AND NOT begun AND key IS NOT NULL;

      CREATE TABLE azora.schedules (name text PRIMARY KEY, times text NOT NULL, next_at timestamptz NOT NULL);

      -- Takes jobs that are due and that nobody holds, nor the caller itself still runs: of each name so many, of all so many.
      -- The last row, without an id, tells when the next of them will be due.
      CREATE FUNCTION azora.take_jobs(
        the_holder text, running uuid[], names text[], free integer[], most integer, moment timestamptz, ttl interval)
        RETURNS TABLE (id uuid, name text, key text, data json, origin json, planned_at timestamptz, attempts integer, failures jsonb)
        LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        RETURN QUERY
          WITH ready AS (
            SELECT due.id FROM unnest(names, free) AS wanted (name, most),
            LATERAL (
              SELECT j.id, j.due_at FROM azora.jobs j
              WHERE j.name = wanted.name AND j.state = 'open' AND j.due_at <= moment AND j.held_until <= clock_timestamp()
                AND j.id <> ALL (running)
              ORDER BY j.due_at LIMIT wanted.most FOR UPDATE SKIP LOCKED
            ) AS due
            ORDER BY due.due_at LIMIT take_jobs.most
          )
          UPDATE azora.jobs j
            SET holder = the_holder, held_until = clock_timestamp() + ttl, begun = true, attempts = j.attempts + 1
            FROM ready WHERE j.id = ready.id
            RETURNING j.id, j.name, j.key, j.data, j.origin, j.planned_at, j.attempts, j.failures;
        RETURN QUERY
          SELECT NULL::uuid, NULL, NULL, NULL::json, NULL::json, min(soonest.due_at), NULL::integer, NULL::jsonb
          FROM unnest(names) AS wanted (name),
          LATERAL (SELECT min(j.due_at) AS due_at FROM azora.jobs j
            WHERE j.name = wanted.name AND j.state = 'open' AND j.due_at > moment) AS soonest;
      END $$;`,
  },
]
