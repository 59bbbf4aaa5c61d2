const DAY_MS = 24 * 3_600_000

/** A time zone by its IANA name: what its clocks show, and when they show it. */
export class TimeZone {
  readonly name: string
  readonly #format: Intl.DateTimeFormat

  /** @throws {TypeError} If the machine knows no zone of that name. */
  constructor(name: string) {
    this.name = name
    try {
      this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, ...FIELDS })
    } catch (cause) {
      throw new TypeError(`${name} is no time zone: give its IANA name, such as Africa/Johannesburg`, {
        cause,
      })
    }
  }

  /** What clocks show at a moment, written as if they stood in UTC. */
  shownAt(moment: Date): Date {
    return new Date(moment.getTime() + this.#offsetMs(moment.getTime()))
  }

  /**
   * The first moment at which clocks show a time (written as if it were UTC). Of a time that comes twice that is the first;
   * one that clocks skip is taken for the moment at which they do.
   */
  momentOf(shown: Date): Date {
    const [before, after] = [-DAY_MS, DAY_MS].map(ms => this.#offsetMs(shown.getTime() + ms))
    if (before === undefined || after === undefined || before === after)
      return new Date(shown.getTime() - (before ?? 0))
    const early = shown.getTime() - before
    if (this.#offsetMs(early) === before) return new Date(early)
    const late = shown.getTime() - after
    return new Date(this.#offsetMs(late) === after ? late : this.#changeBetween(late, early))
  }

  /** When clocks are changed, somewhere in a span at whose ends they differ. */
  #changeBetween(startMs: number, endMs: number): number {
    const [old, span] = [this.#offsetMs(startMs), { start: startMs, end: endMs }]
    while (span.end - span.start > 1) {
      const middle = Math.floor((span.start + span.end) / 2)
      if (this.#offsetMs(middle) === old) span.start = middle
      else span.end = middle
    }
    return span.end
  }

  /** How far clocks are ahead of UTC. */
  #offsetMs(momentMs: number): number {
    const wholeMs = Math.floor(momentMs / 1_000) * 1_000
    const parts = this.#format.formatToParts(wholeMs)
    const of = (type: string) => Number(parts.find(part => part.type === type)?.value)
    const shownMs = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
    return shownMs - wholeMs
  }
}

const FIELDS = {
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const
