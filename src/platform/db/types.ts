/** How values of PostgreSQL arrive: whole and exact, as text wherever JavaScript's own type would lose something. */
import pg from 'pg'

const { builtins } = pg.types

/** A moment as ISO 8601 in UTC with all its digits: sessions run with TimeZone UTC, so that each ends in +00. */
export const momentText = (text: string): string => {
  const found = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00$/.exec(text)
  return found === null ? text : `${found[1]}T${found[2]}Z`
}

const asText = (text: string): string => text

const TEXT_TYPES: ReadonlyMap<number, (text: string) => string> = new Map([
  [builtins.INT8, asText],
  [builtins.NUMERIC, asText],
  [builtins.DATE, asText],
  [builtins.TIMESTAMP, asText],
  [builtins.TIMESTAMPTZ, momentText],
])

/** Parsers by type, of our own pools only: what others do with `pg` is left as they expect it. */
export const textTypes: pg.CustomTypesConfig = {
  getTypeParser: (type: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : TEXT_TYPES.get(type)) ?? pg.types.getTypeParser(type, format as 'text'),
}
