/** Runs a statement with its parameters as `$1`, `$2` …, and returns its rows as pg has them: `bigint` and `numeric` as text. */
export type Sql = <Row = unknown>(text: string, ...values: unknown[]) => Promise<Row[]>
