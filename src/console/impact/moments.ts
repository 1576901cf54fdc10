/** A case as it stood: which of its events had happened by a moment or version, and which decision stood. Pure. */

/** Events up to a version, which counts them. */
export const upTo = <Event extends { readonly sequence: number }>(
  events: readonly Event[],
  version: number,
): readonly Event[] => events.filter(one => one.sequence <= version)

/** The version a case had at a moment: the last event by then; null where there was none yet. */
export function versionAt(
  events: readonly { readonly sequence: number; readonly at: string }[],
  moment: string,
): number | null {
  const by = events.filter(one => Date.parse(one.at) <= Date.parse(moment))
  return by.length === 0 ? null : Math.max(...by.map(one => one.sequence))
}

/** The newest decision made by a moment; undefined where nothing was recommended yet. */
export const standingAt = <Decision extends { readonly made_at: string }>(
  decisions: readonly Decision[],
  moment: string,
): Decision | undefined =>
  decisions
    .filter(one => Date.parse(one.made_at) <= Date.parse(moment))
    .reduce<Decision | undefined>(
      (last, one) => (last === undefined || Date.parse(one.made_at) >= Date.parse(last.made_at) ? one : last),
      undefined,
    )

/** What a field for day and hour gives, in the legal zone, as a moment; null for what is none. */
export function momentIn(local: string): string | null {
  const moment = new Date(`${local}${/T\d\d:\d\d$/.test(local) ? ':59.999' : ''}+09:00`)
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}

export const timeSearch = (search: Readonly<Record<string, unknown>>): { readonly version?: number } => {
  const version = Number(search['version'])
  return Number.isSafeInteger(version) && version >= 1 ? { version } : {}
}
