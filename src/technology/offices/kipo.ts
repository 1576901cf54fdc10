/**
 * An extract of the Korean register, typed (JSON): the section of the right, of its owners with their shares, and of
 * what burdens it, each entry with the rank number it stands under; a deletion names the entry it deletes.
 */
import { z } from 'zod'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { parsed } from '../../kernel/schema.ts'
import { dayText, moneyNotNegative, plainText } from '../../kernel/text.ts'
import { exactShare, type RightEvent, type RightOnFile } from '../rights/schema.ts'
import { type FileOf, keptOf, type LeftOut, type OfficeFile, plainNumber } from './found.ts'
import type { OfficeCode } from './refusals.ts'

const ROWS_MAX = 500
const entry = z.string().regex(/^[0-9]{1,4}(-[0-9]{1,4})?$/, 'an entry of the register is a number such as 2 or 2-1')
const name = plainText(300)

const owner = z.strictObject({
  entry,
  holder: name,
  share: exactShare,
  from: dayText,
  until: dayText.nullable(),
  /** How they came to it; the first owner by establishment of the right. */
  cause: z.enum(['establishment', 'transfer', 'inheritance', 'merger', 'name_change']),
  /** Whom it came from, where it was given. */
  given_by: name.nullable(),
})
const burden = z.strictObject({
  entry,
  holder: name.nullable(),
  registered_on: dayText,
  amount: moneyNotNegative.nullable(),
  rank: z.int().min(1).max(99).nullable(),
})
const deletion = z.strictObject({
  entry,
  /** The entry that is deleted; null where the extract does not show it. */
  deletes: entry.nullable(),
  holder: name.nullable(),
  registered_on: dayText,
})
const section = z.strictObject({
  entries: z.array(burden).max(ROWS_MAX),
  deletions: z.array(deletion).max(ROWS_MAX),
})

export const kipoExtract = z.strictObject({
  register: z.literal('kipo'),
  issued_on: dayText,
  right: z.strictObject({
    kind: z.enum(['patent', 'utility_model', 'design', 'trademark']),
    registration_number: z.string().regex(/^[1-4]0-[0-9]{7}$/, 'a registration number is such as 10-1234567'),
    application_number: z
      .string()
      .regex(/^[1-4]0-[0-9]{4}-[0-9]{7}$/, 'an application number is such as 10-2016-0012345'),
    title: plainText(1000),
    applied_on: dayText,
    registered_on: dayText,
    expires_on: dayText,
    /** The day on which the office closed the register, and why. */
    closed: z
      .strictObject({ on: dayText, cause: z.enum(['fee_unpaid', 'surrender', 'invalidation', 'expiry']) })
      .nullable(),
    restored_on: dayText.nullable(),
  }),
  owners: z.array(owner).max(ROWS_MAX),
  pledges: section,
  exclusive_licences: section,
  seizures: section,
  annuities: z
    .array(
      z.strictObject({
        from_year: z.int().min(1).max(30),
        to_year: z.int().min(1).max(30),
        paid_on: dayText,
        keeps_until: dayText,
      }),
    )
    .max(60),
})
export type KipoExtract = z.output<typeof kipoExtract>

const SECTIONS = [
  ['pledges', 'P', 'pledge', 'pledge_release'],
  ['exclusive_licences', 'L', 'exclusive_licence', 'licence_end'],
  ['seizures', 'S', 'seizure', 'seizure_release'],
] as const

function burdensOf(extract: KipoExtract): readonly RightEvent[] {
  return SECTIONS.flatMap(([key, letter, opening, ending]) => [
    ...extract[key].entries.map(
      (one): RightEvent => ({
        kind: opening,
        day: one.registered_on,
        holder: one.holder,
        rank: one.rank,
        amount: one.amount,
        reference: `${letter}-${one.entry}`,
        recorded_on: one.registered_on,
      }),
    ),
    ...extract[key].deletions.map(
      (one): RightEvent => ({
        kind: ending,
        day: one.registered_on,
        holder: one.holder,
        rank: null,
        amount: null,
        reference: `${letter}-${one.entry}`,
        recorded_on: one.registered_on,
        ...(one.deletes === null ? { unclear: true } : { ends: `${letter}-${one.deletes}` }),
      }),
    ),
  ])
}

function historyOf({ right, owners, annuities }: KipoExtract): readonly RightEvent[] {
  const bare = { holder: null, rank: null, amount: null, recorded_on: null }
  const ended = right.closed === null ? [] : [right.closed]
  return [
    ...owners
      .filter(one => one.cause !== 'establishment')
      .map(
        (one): RightEvent => ({
          ...bare,
          kind: 'transfer',
          day: one.from,
          holder: one.holder,
          reference: `O-${one.entry}`,
          recorded_on: one.from,
          ...(one.given_by === null ? { unclear: true } : { from: one.given_by }),
        }),
      ),
    ...ended.map(
      (one): RightEvent => ({
        ...bare,
        kind: one.cause === 'expiry' ? 'expiry' : 'lapse',
        day: one.on,
        reference: `register closed: ${one.cause.replace('_', ' ')}`,
      }),
    ),
    ...(right.restored_on === null
      ? []
      : [{ ...bare, kind: 'reinstatement' as const, day: right.restored_on, reference: 'register reopened' }]),
    ...annuities.map(
      (one): RightEvent => ({
        ...bare,
        kind: 'annuity_paid',
        day: one.paid_on,
        reference: `years ${one.from_year} to ${one.to_year}`,
      }),
    ),
  ]
}

/** Entries that stand twice in a section are said; the standing asks about what was recorded twice. */
function repeatsOf(extract: KipoExtract): readonly LeftOut[] {
  return SECTIONS.flatMap(([key]) => {
    const numbers = [...extract[key].entries, ...extract[key].deletions].map(one => one.entry)
    return numbers.flatMap((number, place): readonly LeftOut[] =>
      numbers.indexOf(number) < place ? [{ at: `${key}.${place}`, code: 'duplicate', value: `entry ${number}` }] : [],
    )
  })
}

export function readKipo(json: unknown, of: FileOf): Result<OfficeFile, OfficeCode> {
  const found = parsed(kipoExtract, json)
  if (!found.ok)
    return refuse(
      ...found.refusals.map(one =>
        refusal('office_file_structure' as const, one.at, { ...one.params, reason: one.code }),
      ),
    )
  const extract = found.value
  const file: RightOnFile = {
    right: {
      country: 'KR',
      kind: extract.right.kind,
      number: plainNumber(extract.right.registration_number),
      number_type: 'registration',
      title: extract.right.title,
      applied_on: extract.right.applied_on,
      registered_on: extract.right.registered_on,
      expires_on: extract.right.expires_on,
    },
    owners: extract.owners.map(one => ({ name: one.holder, share: one.share, since: one.from, until: one.until })),
    events: [...historyOf(extract), ...burdensOf(extract)],
    annuities_paid_until:
      extract.annuities
        .map(one => one.keeps_until)
        .toSorted()
        .at(-1) ?? null,
    sources: [{ file_kind: 'kipo_register', digest: of.digest, read_on: extract.issued_on, office: 'KR' }],
  }
  return ok(keptOf('kipo_register', [{ at: 'right', right: file }], repeatsOf(extract)))
}
