/** What tests may set: an administrator's address of a PostgreSQL server to use instead of starting one. */
export function testSettings(): { readonly databaseUrl: string | undefined } {
  return { databaseUrl: process.env['AZORA_TEST_DATABASE_URL'] || undefined }
}
