import { createServer } from 'node:http'
import { COURSE, created, LIBRARY } from '../../http/course.mjs'
import { announce } from './listening.mjs'

const server = createServer((request, response) => {
  const { method, url } = request
  if (method === 'GET' && url.startsWith('/v1/courses/'))
    answer(response, 200, { ...COURSE, id: url.slice(12) })
  else if (method === 'GET') answer(response, 200, LIBRARY)
  else {
    const chunks = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => answer(response, 201, created(JSON.parse(Buffer.concat(chunks)))))
  }
})

function answer(response, status, value) {
  const body = JSON.stringify(value)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

server.listen(0, '127.0.0.1', () => announce(server))
