/** What may stand in a template: text is escaped, HTML is not, nothing is nothing. */
export type Content = Html | string | number | null | undefined | false | readonly Content[]

/** Text that is HTML already. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A template for HTML whose values are escaped: html`<b>${name}</b>`. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(strings.reduce((all, string, at) => all + rendered(values[at - 1]) + string))
}

/** Prose as contracts write it: paragraphs, and `code`. */
export function prose(text: string | undefined): Html[] {
  if (!text) return []
  return text.split(/\n{2,}/).map(paragraph => html`<p>${inline(paragraph)}</p>`)
}

/** One paragraph of prose. */
export function inline(text: string): Content[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function rendered(value: Content): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(rendered).join('')
  return String(value).replace(/[&<>"']/g, character => ESCAPES[character] ?? '')
}
