const round = value => Math.round(value * 10) / 10

/** Median and range of what was measured, rounded to a tenth. */
export function summaryOf(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  return { median: round(median), min: round(sorted[0]), max: round(sorted.at(-1)), runs: sorted.length }
}
