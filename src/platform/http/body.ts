/**
 * Reading a body: one media type, one encoding, strict JSON. Nothing of the framework's own reading is used, so that a
 * tab, a blank or junk in Content-Type cannot lead a body past its schema.
 */
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { outlinedJson, UNIT } from '../../kernel/schema.ts'
import type { Route, Upload } from './route.ts'

/** Exactly the type, or with the one charset JSON has; header names and values are compared without regard to case. */
const JSON_TYPE = /^application\/json(?:; ?charset=(?:utf-8|"utf-8"))?$/i
const OUR_LIMIT = 'application/json, or application/json; charset=utf-8'

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** A header that came once; several of one name are none of ours. */
export const header = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

/** What a body came to: JSON for routes with a schema, bytes for uploads, nothing elsewhere. */
export type Content = { readonly json: unknown; readonly upload: Upload | undefined }

const NOTHING: Content = { json: undefined, upload: undefined }
const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text)

/**
 * Reads the body of a request as its route declares it.
 * Errors: `body_unexpected`, `body_encoding_refused`, `media_type_refused`, `body_too_large`, `body_not_utf8`,
 * `body_key_repeated`, and those of reading JSON.
 */
export function contentOf(route: Route, headers: Headers, bytes: Uint8Array): Result<Content> {
  if (route.body === null && route.upload === undefined)
    return bytes.length === 0
      ? ok(NOTHING)
      : refuse(refusal('body_unexpected', '', { value: `${bytes.length} bytes`, limit: 'no body' }))
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    return refuse(refusal('body_encoding_refused', '', { value: short(String(encoding)), limit: 'none' }))
  const type = header(headers, 'content-type') ?? ''
  if (route.upload !== undefined) return uploadOf(route.upload, type, bytes)
  if (!JSON_TYPE.test(type)) return refuse(refusal('media_type_refused', '', { value: short(type), limit: OUR_LIMIT }))
  const text = utf8Of(bytes)
  if (text === null) return refuse(refusal('body_not_utf8'))
  const json = outlinedJson(text)
  if (!json.ok) return json
  const { value, members } = json.value
  const repeated = members === membersIn(value) ? null : repeatedKey(text)
  if (repeated !== null)
    return refuse(refusal('body_key_repeated', '', { value: short(repeated), limit: 'each name once in an object' }))
  return ok({ json: value, upload: undefined })
}

function uploadOf(taken: NonNullable<Route['upload']>, type: string, bytes: Uint8Array): Result<Content> {
  const mediaType = taken.mediaTypes.find(one => one === type.toLowerCase())
  if (mediaType === undefined)
    return refuse(refusal('media_type_refused', '', { value: short(type), limit: taken.mediaTypes.join(', ') }))
  if (bytes.length > taken.bytesMax)
    return refuse(
      refusal('body_too_large', '', { value: `${bytes.length} bytes`, limit: `at most ${taken.bytesMax} bytes` }),
    )
  return ok({ json: undefined, upload: { bytes, mediaType } })
}

function utf8Of(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Members of all objects of a value; of those written under one name, reading has kept the last. */
function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let members = 0
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) members += membersIn(value[i])
  else for (const name in value) members += 1 + membersIn((value as Readonly<Record<string, unknown>>)[name])
  return members
}

/**
 * The first name that stands twice in one object, or null: two readers would take two different values.
 * @param text  JSON that has been read already, so that only strings and brackets need to be told apart
 */
export function repeatedKey(text: string): string | null {
  /** Names of each open object; null for an array. */
  const open: (Set<string> | null)[] = []
  let isName = false
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case UNIT.openObject:
        open.push(new Set())
        isName = true
        break
      case UNIT.openArray:
        open.push(null)
        break
      case UNIT.closeObject:
      case UNIT.closeArray:
        open.pop()
        isName = false
        break
      case UNIT.comma:
        isName = open.at(-1) instanceof Set
        break
      case UNIT.colon:
        isName = false
        break
      case UNIT.quote: {
        const from = i + 1
        let isEscaped = false
        for (i++; text.charCodeAt(i) !== UNIT.quote; i++)
          if (text.charCodeAt(i) === UNIT.backslash) {
            isEscaped = true
            i++
          }
        const names = open.at(-1)
        if (!isName || !names) break
        const written = text.slice(from, i)
        const name = isEscaped ? (JSON.parse(`"${written}"`) as string) : written
        if (names.has(name)) return name
        names.add(name)
        break
      }
    }
  }
  return null
}
