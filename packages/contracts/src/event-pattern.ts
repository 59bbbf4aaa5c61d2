const WORD = /^[a-z0-9_-]+$/

/**
 * Makes a pattern into a test for event types. `*` stands for one word (`user.*`), `#` for any number of them, none
 * included (`payment.#`, `#`); everything else for itself. Words are joined by dots, as in AMQP 0-9-1, section 3.1.3.3.
 *
 * PostgreSQL reads the expression alike, so that a log can be searched by it.
 *
 * @throws {TypeError} If it is no pattern.
 */
export function typeExpression(pattern: string): RegExp {
  const words = pattern.split('.')
  if (!words.every(word => word === '*' || word === '#' || WORD.test(word)))
    throw new TypeError(`${pattern} is no pattern of event types: words of a-z, 0-9, _ and -, or * or #`)
  let expression = ''
  let begun = false
  for (const [index, word] of words.entries()) {
    const isLast = index === words.length - 1
    expression += word === '#' ? anyWords(begun, isLast) : `${begun ? '\\.' : ''}${oneWord(word)}`
    begun ||= word !== '#'
  }
  return new RegExp(`^${expression}$`)
}

const oneWord = (word: string) => (word === '*' ? '[^.]+' : word)

/** Any number of words with the dots that join them to what is before and after. */
function anyWords(begun: boolean, isLast: boolean): string {
  if (begun) return '(\\.[^.]+)*'
  return isLast ? '([^.]+(\\.[^.]+)*)?' : '([^.]+\\.)*'
}
