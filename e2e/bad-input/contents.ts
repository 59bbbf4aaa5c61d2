import type { RunningPlatform } from '../platform.js'

// Leases of work and of lanes live and die by time alone, and schedules move on by it. Everything else is compared whole, so that a changed row shows as well as a new one.
const CONTENTS = `
  select table_schema || '.' || table_name as name,
    query_to_xml(format(
      'select count(*) as rows, md5(string_agg(t::text, chr(10) order by t::text)) as digest from %I.%I t',
      table_schema, table_name), true, false, '')::text as contents
  from information_schema.tables
  where table_schema in ('public', 'azora') and table_type = 'BASE TABLE'
    and table_name not in ('leases', 'lanes', 'consumers', 'schedules')
  order by 1`

interface ShellDocument {
  results: { rows: { name: string; contents: string }[] }[]
}

/** What the tables of services hold: number of rows and a digest of them, by table. */
export async function contentsOf(
  { copy }: RunningPlatform,
  services: readonly string[],
): Promise<Record<string, string>> {
  const tables: Record<string, string> = {}
  for (const service of services) {
    const { stdout, stderr } = await copy.azora([
      'db',
      'shell',
      service,
      '--builtin',
      '--command',
      CONTENTS,
      '--json',
    ])
    const { results } = JSON.parse(stdout || `{"failed":${JSON.stringify(stderr)}}`) as ShellDocument
    for (const { name, contents } of results[0]?.rows ?? []) tables[`${service}: ${name}`] = contents
  }
  return tables
}
