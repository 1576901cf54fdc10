/** The one place that reads the clock. Services and commands read it and hand the moment down. */

export type Clock = { readonly now: () => Date }

export const systemClock: Clock = { now: () => new Date() }

/** A moment as whole seconds in UTC: 2026-11-23T01:02:03Z. */
export const secondText = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`

/** One format a zone: making one costs more than most requests. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** The day last told of each zone, and the second it is of: requests of one second ask for one day. */
const told = new Map<string, { readonly second: number; readonly day: string }>()

/** The legal day of a moment in a zone, such as Asia/Seoul. */
export function dayIn(zone: string, moment: Date): string {
  const second = Math.floor(moment.getTime() / 1000)
  const last = told.get(zone)
  if (last?.second === second) return last.day
  // The Swedish form of a date is YYYY-MM-DD.
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' })
  formats.set(zone, format)
  const day = format.format(moment)
  told.set(zone, { second, day })
  return day
}

/** A kept moment written with the same digits as every other, and its legal day. */
export function momentIn(zone: string, text: string): { readonly at: string; readonly day: string } {
  const at = new Date(text)
  return { at: at.toISOString(), day: dayIn(zone, at) }
}
