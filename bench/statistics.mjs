/** Median and range of what was measured, rounded to a tenth. */
export function summaryOf(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const round = value => Math.round(value * 10) / 10
  return {
    median: round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN),
    min: round(sorted[0]),
    max: round(sorted.at(-1)),
    runs: sorted.length,
  }
}
