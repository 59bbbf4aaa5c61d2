// What every subject is asked, as prepared bytes.
import { COURSE, NEW_COURSE, PATH } from './http/course.mjs'

/** The requests by scenario. @param prefix What stands before the path. */
export function requestsFor(prefix, token) {
  const body = JSON.stringify(NEW_COURSE)
  return {
    GET: text(['GET', `${prefix}${PATH}/${COURSE.id}`, ''], token),
    'POST 100 B': text(['POST', `${prefix}${PATH}`, body], token),
    'GET 14 kB': text(['GET', `${prefix}${PATH}`, ''], token),
  }
}

const text = ([method, path, content], token) =>
  [
    `${method} ${path} HTTP/1.1`,
    'host: bench.local',
    `authorization: Bearer ${token}`,
    'accept: application/json',
    ...(content ? ['content-type: application/json', `content-length: ${content.length}`] : []),
    '',
    content,
  ].join('\r\n')
