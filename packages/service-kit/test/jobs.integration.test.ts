import { jobConformance } from '../fixtures/jobs/conformance.js'
import { MIGRATIONS } from '../fixtures/notes/database.js'
import { testDatabase } from '../src/testing/index.js'

jobConformance('the database', async () => {
  const { url, drop } = await testDatabase('notes', MIGRATIONS)
  return { databaseUrl: url, [Symbol.asyncDispose]: drop }
})
