// An app as a user of the packed SDK would write it, in CommonJS.
const assert = require('node:assert/strict')
const { education } = require('@azora/contracts/education')
const { createClient } = require('@azora/sdk/client')
const { isProblem, logTo } = require('@azora/sdk')
const { memoryPlatform } = require('@azora/sdk/testing')

async function main() {
  const platform = memoryPlatform(education)
  const client = createClient(education, {
    ...platform.optionsFor(education),
    hooks: logTo({ debug() {}, warn() {} }),
  })
  const failure = await client.levels.list().catch(error => error)
  assert(isProblem(failure))
  assert.equal(failure.code, 'no-answer-prepared')
  process.stdout.write('cjs works\n')
}

void main()
