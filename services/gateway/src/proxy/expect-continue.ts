import type { IncomingMessage, ServerResponse } from 'node:http'

/** As Node recognizes it. */
const EXPECTS_CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i

/**
 * Tells a client that asked first (`Expect: 100-continue`, RFC 9110 section 10.1.1) to send its body now.
 *
 * The server must listen to `checkContinue`; Node would otherwise have told the client before the gateway knew whether
 * it wants the body.
 */
export function continueIfExpected(request: IncomingMessage, response: ServerResponse): void {
  const { expect } = request.headers
  // HTTP/1.0 knows no interim answers.
  if (expect !== undefined && request.httpVersionMinor > 0 && EXPECTS_CONTINUE.test(expect))
    response.writeContinue()
}
