import type { KitMigration } from './kit-migrations.js'

/** The table of replays: what is read again for which handler, and how far that is. */
export const REPLAY_MIGRATIONS: readonly KitMigration[] = [
  {
    name: '0013_replays',
    // `ends` is where each lane of the log of this identity ended when it was first read, `cursors` how far that is; a lane that is
    // read to its end has none but 'done'.
    sql: `
      CREATE TABLE azora.replays (
        id uuid PRIMARY KEY,
        handler text NOT NULL,
        range jsonb NOT NULL,
        per_second integer NOT NULL CHECK (per_second > 0),
        state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'canceled')),
        log text,
        ends jsonb NOT NULL DEFAULT '{}',
        cursors jsonb NOT NULL DEFAULT '{}',
        replayed bigint NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        ended_at timestamptz
      );
      CREATE INDEX replays_due ON azora.replays (due_at) WHERE state = 'running';`,
  },
]
