import axios from 'axios'

const MAX_ANSWER_BYTES = 4 * 1024 * 1024

/**
 * GET as `fetch` does it, through Node's own HTTP: what `fetch` itself parses answers with is compiled anew in every
 * process, 10 MB and a tenth of a second for the two questions each service asks. Redirects are not followed; an answer of
 * more than 4 MiB is refused.
 */
export async function plainFetch(
  url: string | URL,
  { headers, signal }: { headers: Headers; signal: AbortSignal },
): Promise<Response> {
  const { status, data } = await axios.get<string>(String(url), {
    adapter: 'http',
    headers: Object.fromEntries(headers),
    signal,
    responseType: 'text',
    transformResponse: text => text,
    validateStatus: () => true,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    proxy: false,
  })
  return new Response(data, { status })
}
