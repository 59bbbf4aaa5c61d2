import { expect, test } from 'vitest'
import { upstreamServer } from './fixture-servers.js'
import { runningGateway } from './running-gateway.js'

test.each([
  ['in one piece', ['hello']],
  ['in several', ['hel', 'lo', '!'.repeat(100_000)]],
])('the log tells how long an answer was that came %s', async (_, pieces) => {
  await using upstream = await upstreamServer((_request, response) => {
    for (const piece of pieces) response.write(piece)
    response.end()
  })
  const operations = [{ id: 'courses.list', path: '/v1/courses' }]
  await using gateway = await runningGateway([{ name: 'education', urls: [upstream.url], operations }])

  const answer = await fetch(`${gateway.url}/education/v1/courses`)
  const { length } = await answer.text()
  await gateway.service.stop()

  expect(gateway.logs.records.filter(({ message }) => message === 'request')).toMatchObject([
    { operation: 'education.courses.list', bytes: length },
  ])
  expect(length).toBe(pieces.join('').length)
})
