/** What the list of requests is filtered by, as its address has it, and as the API is asked for it. Pure. */

export const OUTCOMES = ['served', 'refused', 'failed'] as const
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const NAMES = ['request', 'client', 'outcome', 'method', 'code', 'from', 'to'] as const
export type RequestSearch = Partial<Record<(typeof NAMES)[number], string>>
/** Longer than anything that is looked for. */
const TEXT_MAX = 120

export const requestSearch = (search: Readonly<Record<string, unknown>>): RequestSearch =>
  Object.fromEntries(
    NAMES.flatMap(name => {
      const value = search[name]
      return value === undefined || value === '' ? [] : [[name, String(value).slice(0, TEXT_MAX)]]
    }),
  )

/** A request's id as people copy it: from a problem's instance, or bare. */
export const requestIdIn = (text: string): string => text.trim().replace(/^urn:request:/i, '')

/** A moment of Seoul, as an input has it (2026-04-14T09:30), in UTC; undefined for what is none. */
export function momentIn(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return undefined
  const moment = new Date(`${text}:00+09:00`)
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()
}

const oneOf = <const Value extends string>(values: readonly Value[], text: string | undefined): Value | undefined =>
  values.find(each => each === text)

/** What the API is asked for; what of the address it would not take is left out. */
export function askedFor(search: RequestSearch) {
  const request = requestIdIn(search.request ?? '')
  const [outcome, method] = [oneOf(OUTCOMES, search.outcome), oneOf(METHODS, search.method)]
  const [from, to] = [momentIn(search.from), momentIn(search.to)]
  const code = search.code?.trim() ?? ''
  return {
    ...(request === '' ? {} : { request }),
    ...(/^client-[0-9a-z-]{3,40}$/.test(search.client ?? '') ? { client: search.client ?? '' } : {}),
    ...(outcome === undefined ? {} : { outcome }),
    ...(method === undefined ? {} : { method }),
    ...(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code) ? { code } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}
