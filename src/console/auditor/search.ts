/** What the auditor's lists are filtered by, as their address has it. Pure. */

const TEXT_MAX = 200
type Texts<Name extends string> = { readonly [K in Name]?: string }

const texts =
  <const Name extends string>(...names: readonly Name[]) =>
  (search: Readonly<Record<string, unknown>>): Texts<Name> =>
    Object.fromEntries(
      names.flatMap(name => {
        const value = search[name]
        return value === undefined || value === null || value === '' ? [] : [[name, String(value).slice(0, TEXT_MAX)]]
      }),
    ) as Texts<Name>

export const findSearch = texts('in', 'find', 'state')
export const tabSearch = texts('tab')
export const trailSearch = texts('subject', 'person', 'action', 'from', 'to')
export type TrailSearch = ReturnType<typeof trailSearch>

const isDay = (text: string | undefined): text is string => text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text)
const utc = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`
/** The legal zone is nine hours ahead all year. */
const midnight = (day: string): Date => new Date(`${day}T00:00:00+09:00`)
const DAY_MS = 86_400_000

/** The question of a trail: days of the legal zone as moments, the last day whole. A day that is none is left out. */
export function trailQuery({ subject, person, action, from, to }: TrailSearch) {
  const start = isDay(from) ? midnight(from) : undefined
  const end = isDay(to) ? new Date(midnight(to).getTime() + DAY_MS) : undefined
  const isMoment = (each: Date | undefined): each is Date => each !== undefined && !Number.isNaN(each.getTime())
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(person === undefined ? {} : { person }),
    ...(action === undefined ? {} : { action }),
    ...(isMoment(start) ? { from: utc(start) } : {}),
    ...(isMoment(end) ? { until: utc(end) } : {}),
  }
}
