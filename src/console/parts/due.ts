/** How far a day lies from today, as the calendar of Seoul has it. Pure. */

const DAY_MS = 86_400_000
const dayNumber = (day: string): number => Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / DAY_MS

/** The calendar day of Seoul at a moment. */
export const seoulDay = (at: Date): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Asia/Seoul',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at)

/** Days from one to the other; below 0 where it is past. */
export const daysTo = (day: string, today: string): number => dayNumber(day) - dayNumber(today)

/** The month before that of a day, YYYY-MM. */
export function monthBefore(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number)
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`
}

/** A share of 1 as per cent, of its digits alone: 0.0475 is 4.75 %. */
export function percent(rate: string): string {
  const [whole = '0', part = ''] = rate.split('.')
  const digits = `${whole}${part.padEnd(2, '0')}`
  const at = whole.length + 2
  const text = `${digits.slice(0, at).replace(/^0+(?=\d)/, '')}.${digits.slice(at)}`
  return `${text.replace(/\.0*$/, '').replace(/(\.\d*?)0+$/, '$1')}%`
}

/** What is pressing comes first: by the day, what has none last. */
export const byDue = (a: { readonly due_on: string | null }, b: { readonly due_on: string | null }): number =>
  (a.due_on ?? '9999').localeCompare(b.due_on ?? '9999')
