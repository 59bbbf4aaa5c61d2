// The one resource that every server under test answers with, and the faults a body for it can have.
export const COURSE = {
  id: '0192f0c1-7b1e-7cc3-9d53-0d2f0f1f3c11',
  title: 'Proofs',
  status: 'published',
  version: 3,
}
export const PATH = '/v1/courses'

/** What is posted, about 100 bytes. */
export const NEW_COURSE = { title: 'Proofs', text: 'x'.repeat(60) }

/** What is answered to a post. */
export const created = ({ title }) => ({ ...COURSE, title })

/** An answer large enough to be worth compressing. */
export const LIBRARY = {
  items: Array.from({ length: 100 }, (_, n) => ({ id: String(n), text: 'x'.repeat(100) })),
}
