import axios, { type AxiosInstance } from 'axios'
import { ConnectionFailed, type FailureOptions } from './failures.js'
import type { ClientOptions } from './options.js'

/** One request as it goes out. */
export interface RawRequest {
  method: string
  url: string
  headers: Record<string, string>
  body: string | undefined
  signal: AbortSignal
}

/** One response as it came in: any status, the body unread. */
export interface RawResponse {
  status: number
  headers: Record<string, string>
  text: string
}

/** Sends one request; rejects with `ConnectionFailed` where no response came. */
export type Transport = (request: RawRequest, known: FailureOptions) => Promise<RawResponse>

/** Larger answers are refused: a page of a list has a hundred items at most. Browsers have bounds of their own. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024

const asIs = (text: unknown) => text
// A service on this machine is never behind a proxy, whatever the environment says.
const isLocal = (url: string) => /^https?:\/\/(localhost|127\.[\d.]+|\[::1\])(?=[:/]|$)/.test(url)

/** A transport over an axios instance of its own; all of axios' conveniences are off. */
export function axiosTransport({ adapter, httpAgent, httpsAgent }: ClientOptions): Transport {
  const instance = axios.create({
    ...(adapter ? { adapter } : {}),
    httpAgent,
    httpsAgent,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    responseType: 'text',
    transformRequest: [asIs],
    transformResponse: [asIs],
    validateStatus: () => true,
  })
  return (request, known) => send(instance, request, known)
}

async function send(instance: AxiosInstance, { body, ...request }: RawRequest, known: FailureOptions) {
  try {
    const proxy = isLocal(request.url) ? ({ proxy: false } as const) : {}
    const { status, headers, data } = await instance.request<unknown>({ ...request, ...proxy, data: body })
    return { status, headers: plain(headers), text: typeof data === 'string' ? data : JSON.stringify(data) }
  } catch (error) {
    throw connectionFailed(error, known)
  }
}

/** axios' own error holds the request with its credentials: only what it says is passed on. */
function connectionFailed(error: unknown, known: FailureOptions) {
  const { message, code }: { message?: string; code?: string } = Object(error)
  const cause = Object.assign(new Error(message || code), code ? { code } : {})
  return new ConnectionFailed(`No answer: ${cause.message}`, { ...known, cause })
}

function plain(headers: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}
