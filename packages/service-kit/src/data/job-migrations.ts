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
]
