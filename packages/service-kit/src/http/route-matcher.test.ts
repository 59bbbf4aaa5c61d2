import { MethodNotAllowed, NotFound } from '@azora/contracts'
import { expect, test } from 'vitest'
import { RouteMatcher } from './route-matcher.js'

const matcher = new RouteMatcher(
  [
    ['GET', '/v1/courses'],
    ['POST', '/v1/courses'],
    ['GET', '/v1/courses/mine'],
    ['GET', '/v1/courses/{courseId}'],
    ['GET', '/v1/courses/{id}/lessons/{lessonId}'],
    ['GET', '/.well-known/jwks.json'],
  ].map(([method = '', path = '']) => ({ method, path, target: `${method} ${path}` })),
)

test.each([
  ['GET', '/v1/courses', 'GET /v1/courses', {}],
  ['POST', '/v1/courses', 'POST /v1/courses', {}],
  ['HEAD', '/v1/courses', 'GET /v1/courses', {}],
  ['GET', '/v1/courses/mine', 'GET /v1/courses/mine', {}],
  ['GET', '/v1/courses/42', 'GET /v1/courses/{courseId}', { courseId: '42' }],
  ['GET', '/v1/courses/a%2Fb', 'GET /v1/courses/{courseId}', { courseId: 'a/b' }],
  [
    'GET',
    '/v1/courses/mine/lessons/7',
    'GET /v1/courses/{id}/lessons/{lessonId}',
    { id: 'mine', lessonId: '7' },
  ],
  ['GET', '/.well-known/jwks.json', 'GET /.well-known/jwks.json', {}],
])('%s %s finds %s', (...[method, path, target, params]) => {
  expect(matcher.match(method, path)).toEqual({ target, params })
})

test.each([
  '/',
  '/v1',
  '/v1/',
  '/v1/courses/',
  '/v1//courses',
  '/v1/courses/42/lessons',
  '/V1/courses',
  '/v1/courses/42/lessons/7/x',
  '/v1/courses/%E0%A4',
])('%s is unknown', path => {
  expect(() => matcher.match('GET', path)).toThrow(NotFound)
})

test('a known path with another method tells which it takes', () => {
  const refused = () => matcher.match('DELETE', '/v1/courses')
  expect(refused).toThrow(MethodNotAllowed)
  expect(refused).toThrow(expect.objectContaining({ headers: { allow: 'GET, HEAD, POST' } }))
})

test('names that JavaScript objects have are no parameters by themselves', () => {
  expect(() => matcher.match('GET', '/v1/__proto__')).toThrow(NotFound)
  expect(matcher.match('GET', '/v1/courses/__proto__').params).toEqual({ courseId: '__proto__' })
})
