/** How text is dressed for the terminal it goes to: colors only where they show. */
export interface Look {
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number
  readonly color: boolean
  bold(text: string): string
  dim(text: string): string
  good(text: string): string
  warn(text: string): string
  bad(text: string): string
  accent(text: string): string
  /** Rows under headings, aligned; a cell of several words stays on its line. */
  table(headings: readonly string[], rows: readonly (readonly string[])[]): string
  /** Names and values, one pair a line, values aligned. */
  pairs(pairs: readonly (readonly [string, string])[]): string
}

const ESCAPE = '\u001B['
const COLORS = {
  bold: [1, 22],
  dim: [2, 22],
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39],
  accent: [36, 39],
} as const

type Color = keyof typeof COLORS

const SEQUENCES = new RegExp(`${ESCAPE.replace('[', '\\[')}\\d+m`, 'g')

/** The look for a terminal. */
export function lookOf({ color, columns = 80 }: { color: boolean; columns?: number }): Look {
  const paint = (name: Color) => (text: string) => (color ? dressed(text, COLORS[name]) : text)
  const look = {
    columns,
    color,
    bold: paint('bold'),
    dim: paint('dim'),
    good: paint('good'),
    warn: paint('warn'),
    bad: paint('bad'),
    accent: paint('accent'),
  }
  return {
    ...look,
    table: (headings, rows) => aligned([headings.map(look.dim), ...rows]),
    pairs: pairs => aligned(pairs.map(([name, value]) => [look.dim(name), value])),
  }
}

/** What of a text shows, without its colors. */
export function plain(text: string): string {
  return text.replace(SEQUENCES, '')
}

function dressed(text: string, [on, off]: readonly [number, number]) {
  return text === '' ? text : `${ESCAPE}${on}m${text}${ESCAPE}${off}m`
}

function aligned(rows: readonly (readonly string[])[]) {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, plain(cell).length)
    })
  }
  return rows
    .map(row =>
      row
        .map((cell, column) => padded(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function padded(cell: string, width: number) {
  return cell + ' '.repeat(Math.max(0, width - plain(cell).length))
}
