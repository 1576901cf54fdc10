/** Lists in pages: newest first, continued by an opaque cursor. */
import { z } from 'zod'
import { sha256Hex } from '#sha256'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'

const LIMIT_MAX = 200
const LIMIT_USUAL = 50

/** The query of every list; a list with filters extends its shape. */
export const pageShape = {
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/)
    .transform(Number)
    .refine(limit => limit <= LIMIT_MAX, { message: `1 to ${LIMIT_MAX}` })
    .optional(),
  cursor: z.string().min(1).max(400).optional(),
}
export const pageQuery = z.strictObject(pageShape)

export const pageLimit = (query: { readonly limit?: number | undefined }): number => query.limit ?? LIMIT_USUAL

/** The schema of a page of such items. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() })

const seal = (list: string, place: string): string => sha256Hex(`cursor\n${list}\n${place}`).slice(0, 16)

/**
 * The cursor of a place in a list. It names a place, never a right: rows are read as the actor, whatever it says. Its
 * seal ties it to the list and shows a slip or a change.
 * @param list   which list, with its filters where it has any
 * @param place  the id of the last item given
 */
export const cursorOf = (list: string, place: string): string =>
  Buffer.from(`${seal(list, place)}${place}`, 'utf8').toString('base64url')

/** The place a cursor names; undefined where none came. Error: `cursor_malformed`. */
export function placeOf(list: string, cursor: string | undefined): Result<string | undefined, 'cursor_malformed'> {
  if (cursor === undefined) return ok(undefined)
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const place = text.slice(16)
  // Written again it must be the same text: base64url has several spellings of one value.
  if (place === '' || cursorOf(list, place) !== cursor)
    return refuse(refusal('cursor_malformed', 'cursor', { limit: 'the next of the page before, of the same list' }))
  return ok(place)
}

/**
 * A page from rows of which one more was asked for than the limit.
 * @param rows  at most limit + 1 rows, newest first
 */
export function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  list: string,
  idOf: (row: Row) => string,
  itemOf: (row: Row) => Item,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(itemOf),
    next: rows.length > limit && last !== undefined ? cursorOf(list, idOf(last)) : null,
  }
}
