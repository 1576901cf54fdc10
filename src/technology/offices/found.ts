/** What reading a file of an office gives: rights on file, and what was left out of it with place and reason. */
import { isCalendarDate } from '../../kernel/calendar.ts'
import { canonicalJson } from '../../kernel/digest.ts'
import { parsed } from '../../kernel/schema.ts'
import { type RightOnFile, rightKey, rightOnFile } from '../rights/schema.ts'

export const FILE_KINDS = [
  'epo_family',
  'epo_biblio',
  'uspto_assignment',
  'uspto_application',
  'lens_csv',
  'kipo_register',
] as const
export type FileKind = (typeof FILE_KINDS)[number]

/** Why something in a file is not in what was read of it. */
export const LEFT_OUT = [
  'duplicate',
  'day_missing',
  'two_digit_year',
  'days_out_of_order',
  'no_right',
  'international_application',
  'states_not_stated',
  'shares_not_stated',
  'event_unknown',
  'recording_unknown',
  'right_not_whole',
] as const
export type LeftOutCode = (typeof LEFT_OUT)[number]

export type LeftOut = { readonly at: string; readonly code: LeftOutCode; readonly value: string }

export type OfficeFile = {
  readonly kind: FileKind
  readonly rights: readonly RightOnFile[]
  readonly left_out: readonly LeftOut[]
}

/** What is known of a file before it is read. */
export type FileOf = {
  readonly digest: string
  /** The day on which it came, for what the file itself does not date. */
  readonly came: string
}

/** Text of a file on one line: blanks of every kind are one, and controls none. */
export const cleanText = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}]+/gu, ' ')
    .toWellFormed()
    .trim()

/** A number of an office without blanks and commas, in capitals. */
export const plainNumber = (text: string): string => text.replace(/[\s,]+/g, '').toUpperCase()

/** A day as offices write it: 20030212, 2003-02-12, or with a time behind it. Year 1 stands for none. */
export function dayIn(text: string | undefined): string | undefined {
  const found = /^\s*(\d{4})-?(\d{2})-?(\d{2})(?:T[0-9:.]*Z?)?\s*$/.exec(text ?? '')
  const day = found === null ? '' : `${found[1]}-${found[2]}-${found[3]}`
  return day > '0001-01-01' && isCalendarDate(day) ? day : undefined
}

export type Draft = { readonly at: string; readonly right: RightOnFile }

/** The drafts that are whole, each once; what is not whole, or there again, is left out with its place. */
export function keptOf(kind: FileKind, drafts: readonly Draft[], left: readonly LeftOut[]): OfficeFile {
  const leftOut = [...left]
  const rights = new Map<string, RightOnFile>()
  for (const { at, right } of drafts) {
    const whole = parsed(rightOnFile, right)
    if (!whole.ok) {
      const first = whole.refusals[0]
      const reason = `${first?.at}: ${first?.params['limit'] ?? first?.code}`
      leftOut.push({ at, code: 'right_not_whole', value: cleanText(`${right.right.number}: ${reason}`).slice(0, 300) })
      continue
    }
    const key = rightKey(whole.value)
    const first = rights.get(key)
    if (first === undefined) rights.set(key, whole.value)
    else {
      const isSame = canonicalJson(first) === canonicalJson(whole.value)
      leftOut.push({ at, code: 'duplicate', value: `${key}: ${isSame ? 'the same again' : 'otherwise than before'}` })
    }
  }
  return { kind, rights: [...rights.values()], left_out: leftOut }
}
