// `npm run http -w @azora/bench -- [seconds] [rounds] [names]`: a kit service with everything on beside its peers.
//
// Before anything is measured, all must give the same answers, and those with protections must have them.
import { join } from 'node:path'
import { installPeers } from '../peers/install.mjs'
import { forked, LOAD_CORE, pinMyself } from '../processes.mjs'
import { requestsFor } from '../requests.mjs'
import { measured, table } from '../rounds.mjs'
import { checkAnswers, checkProtections } from './protections.mjs'
import { azora, peer } from './subjects.mjs'

const PROTECTED = ['express-usual', 'fastify-usual', 'nest-express', 'nest-fastify']
const BARE = ['express-bare', 'fastify-bare', 'node-http']

const [seconds = 2, rounds = 5] = process.argv.slice(2, 4).map(Number)
const names = process.argv[4]?.split(',') ?? [...BARE.slice(0, 1), ...PROTECTED, ...BARE.slice(1)]

installPeers()
pinMyself()
const auth = await forked(LOAD_CORE, join(import.meta.dirname, '../surroundings.mjs'))
const { port, token } = auth.message
const surroundings = { authUrl: `http://127.0.0.1:${port}` }
const starts = { azora, ...Object.fromEntries(names.map(name => [name, with_ => peer(name, with_)])) }

const subjects = {}
for (const [name, start] of Object.entries(starts)) {
  if (!BARE.includes(name)) await checkProtections(start, surroundings, token)
  subjects[name] = await start(surroundings)
  await checkAnswers(subjects[name], token)
  console.log(`${name}: ${BARE.includes(name) ? 'same answers' : 'same answers, has its protections'}`)
}

const requests = requestsFor('', token)
for (const scenario of ['GET', 'POST 100 B']) {
  const asked = Object.entries(subjects).map(([name, subject]) => [
    name,
    { ...subject, request: requests[scenario] },
  ])
  console.log(scenario)
  console.table(table(await measured(Object.fromEntries(asked), { seconds, rounds })))
}
for (const { stop } of [...Object.values(subjects), auth]) void stop()
process.exit()
