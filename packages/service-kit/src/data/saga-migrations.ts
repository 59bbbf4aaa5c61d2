import type { KitMigration } from './kit-migrations.js'

/** The tables of sagas: where each stands, and what became of its steps. */
export const SAGA_MIGRATIONS: readonly KitMigration[] = [
  {
    name: '0010_sagas',
    // `shape` is what steps it was begun with: whoever knows other steps leaves it alone. `token` grows with every holder, and
    // what a step has done is noted under it, so that nobody who slept through the end of a hold can note anything.
    sql: `
      CREATE TABLE azora.sagas (
        id uuid PRIMARY KEY,
        saga text NOT NULL,
        subject text NOT NULL,
        input jsonb NOT NULL,
        traceparent text,
        request_id text,
        shape text,
        state text NOT NULL DEFAULT 'running'
          CHECK (state IN ('running', 'waiting', 'compensating', 'completed', 'compensated', 'stuck')),
        reason text,
        stuck_reason text,
        started_at timestamptz NOT NULL,
        turned_at timestamptz,
        ended_at timestamptz,
        due_at timestamptz,
        version bigint NOT NULL DEFAULT 0,
        holder text,
        token bigint NOT NULL DEFAULT 0,
        held_until timestamptz NOT NULL DEFAULT '-infinity',
        UNIQUE (saga, subject)
      );
      CREATE INDEX sagas_due ON azora.sagas (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX sagas_open ON azora.sagas (state, id) WHERE ended_at IS NULL;
      CREATE INDEX sagas_ended ON azora.sagas (ended_at) WHERE ended_at IS NOT NULL;

      CREATE TABLE azora.saga_steps (
        saga_id uuid NOT NULL REFERENCES azora.sagas ON DELETE CASCADE,
        step text NOT NULL,
        state text NOT NULL CHECK (state IN ('running', 'awaiting', 'done', 'refused', 'compensated')),
        attempts integer NOT NULL DEFAULT 0,
        compensations integer NOT NULL DEFAULT 0,
        result jsonb,
        reply jsonb,
        failures jsonb NOT NULL DEFAULT '[]',
        due_at timestamptz,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        PRIMARY KEY (saga_id, step)
      );`,
  },
]
