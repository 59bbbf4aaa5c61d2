import { loadavg } from 'node:os'

/** The value in the middle, the upper one of two; NaN of nothing. @param {readonly number[]} values */
export function medianOf(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Rounded to a tenth. */
export function tenths(value) {
  return Math.round(value * 10) / 10
}

/** Median and range of what was measured, rounded to a tenth. */
export function summaryOf(values) {
  const [median, min, max] = [medianOf(values), Math.min(...values), Math.max(...values)].map(tenths)
  return { median, min, max, runs: values.length }
}

/** How much was going on, over the last 1, 5 and 15 minutes. */
export const loadAverage = () => `load average ${loadavg().map(tenths).join(' ')}`
