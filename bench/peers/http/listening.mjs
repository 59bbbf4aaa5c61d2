/** Tells who started this process where it listens, and ends with them. */
export function announce(server) {
  process.send({ port: server.address().port })
  process.on('disconnect', () => process.exit())
}

/** What every server under test is told. */
export const { AUTH_URL, ALLOWED_ORIGIN, LIMIT } = process.env
