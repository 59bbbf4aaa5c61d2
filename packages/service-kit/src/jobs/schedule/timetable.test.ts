import { describe, expect, test } from 'vitest'
import { cronTimes, everyTimes, type Timetable } from './timetable.js'

/** The times after a moment, to the minute. */
function timesAfter(table: Timetable, start: string, count: number): string[] {
  const times: string[] = []
  for (let last = new Date(start); times.length < count; ) {
    last = table.next(last)
    times.push(last.toISOString().replace(':00.000Z', 'Z'))
  }
  return times
}

describe('a cron expression', () => {
  test.each([
    {
      name: 'where clocks are never changed',
      zone: 'Africa/Johannesburg',
      expression: '0 3 * * *',
      start: '2026-03-28T12:00Z',
      times: ['2026-03-29T01:00Z', '2026-03-30T01:00Z', '2026-03-31T01:00Z'],
    },
    {
      name: 'follows the clocks into summer',
      zone: 'Europe/Berlin',
      expression: '0 3 * * *',
      start: '2026-03-27T12:00Z',
      times: ['2026-03-28T02:00Z', '2026-03-29T01:00Z', '2026-03-30T01:00Z'],
    },
    {
      name: 'follows the clocks into winter',
      zone: 'America/New_York',
      expression: '30 9 * * 1-5',
      start: '2026-10-30T12:00Z',
      times: ['2026-10-30T13:30Z', '2026-11-02T14:30Z', '2026-11-03T14:30Z'],
    },
    {
      name: 'in an hour that is skipped comes right after it',
      zone: 'Europe/Berlin',
      expression: '30 2 * * *',
      start: '2026-03-28T12:00Z',
      times: ['2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    },
    {
      name: 'comes once for all its times in an hour that is skipped',
      zone: 'America/New_York',
      expression: '*/15 2,3 * * *',
      start: '2026-03-08T06:00Z',
      times: [
        '2026-03-08T07:00Z',
        '2026-03-08T07:15Z',
        '2026-03-08T07:30Z',
        '2026-03-08T07:45Z',
        '2026-03-09T06:00Z',
      ],
    },
    {
      name: 'in an hour that is doubled comes the first time',
      zone: 'Europe/Berlin',
      expression: '30 2 * * *',
      start: '2026-10-24T12:00Z',
      times: ['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    },
    {
      name: 'comes the first time with each of its times in an hour that is doubled',
      zone: 'America/New_York',
      expression: '*/20 1 * * *',
      start: '2026-10-31T12:00Z',
      times: ['2026-11-01T05:00Z', '2026-11-01T05:20Z', '2026-11-01T05:40Z', '2026-11-02T06:00Z'],
    },
    {
      name: 'asked for within the second of two equal hours, has had its time',
      zone: 'America/New_York',
      expression: '30 1 * * *',
      start: '2026-11-01T06:10Z',
      times: ['2026-11-02T06:30Z'],
    },
    {
      name: 'for any hour counts real ones where an hour is doubled',
      zone: 'Europe/Berlin',
      expression: '0 * * * *',
      start: '2026-10-24T23:30Z',
      times: ['2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z'],
    },
    {
      name: 'for any hour counts real ones where an hour is skipped',
      zone: 'Europe/Berlin',
      expression: '*/30 * * * *',
      start: '2026-03-29T00:10Z',
      times: ['2026-03-29T00:30Z', '2026-03-29T01:00Z', '2026-03-29T01:30Z'],
    },
    {
      name: 'on a day that was skipped whole comes when the next began',
      zone: 'Pacific/Apia',
      expression: '0 12 30 12 *',
      start: '2011-12-01T00:00Z',
      times: ['2011-12-30T10:00Z', '2012-12-29T22:00Z'],
    },
    {
      name: 'where clocks are changed by half an hour',
      zone: 'Australia/Lord_Howe',
      expression: '15 2 * * *',
      start: '2026-10-03T00:00Z',
      times: ['2026-10-03T15:30Z', '2026-10-04T15:15Z'],
    },
    {
      name: 'of the last day of a month',
      zone: 'UTC',
      expression: '0 0 L * *',
      start: '2028-01-31T00:00Z',
      times: ['2028-02-29T00:00Z', '2028-03-31T00:00Z'],
    },
  ])('$name ($expression, $zone)', ({ zone, expression, start, times }) => {
    expect(timesAfter(cronTimes(expression, zone), start, times.length)).toEqual(times)
  })

  test.each([
    ['every day', 'UTC', 'is no cron expression'],
    ['60 * * * *', 'UTC', 'Invalid value for minute'],
    ['0 0 3 * * *', 'UTC', 'requires exactly 5 parts'],
    ['0 0 30 2 *', 'UTC', 'of a time that ever comes'],
    ['0 3 * * *', 'Mars/Olympus', 'Mars/Olympus is no time zone'],
  ])('%s in %s is refused', (expression, zone, why) => {
    expect(() => cronTimes(expression, zone)).toThrow(why)
  })
})

describe('an interval', () => {
  test('comes at times that follow from its name, and differ from another’s', () => {
    const one = timesAfter(everyTimes('sample.one', 3_600_000), '2030-01-01T00:00Z', 3)
    expect(timesAfter(everyTimes('sample.one', 3_600_000), '2030-01-01T00:00Z', 3)).toEqual(one)
    expect(timesAfter(everyTimes('sample.other', 3_600_000), '2030-01-01T00:00Z', 3)).not.toEqual(one)
    const [first = 0, second = 0, third = 0] = one.map(time => Date.parse(time))
    expect([second - first, third - second]).toEqual([3_600_000, 3_600_000])
  })

  test('comes after a moment, not at it', () => {
    const table = everyTimes('sample.one', 1_000)
    const time = table.next(new Date(0))
    expect(table.next(time).getTime() - time.getTime()).toBe(1_000)
    expect(table.next(new Date(time.getTime() - 1))).toEqual(time)
  })

  test.each([999, 0, -1, 1_000.5, Number.NaN, Number.POSITIVE_INFINITY])('of %s ms is refused', ms => {
    expect(() => everyTimes('sample.one', ms)).toThrow('give whole milliseconds, 1000 at least')
  })
})
