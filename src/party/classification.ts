/**
 * Which industry a firm is in, said in the classification the rules use. An edition holds the class codes of the
 * Korean Standard Industrial Classification by revision and what became of each code in the next one. A code that
 * became several is asked, never guessed.
 */
import { z } from 'zod'
import { ok, type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import { BODIES, editionHeader, STATUSES, type Status, sourceReference } from '../kernel/sourced.ts'
import { dayText, plainText } from '../kernel/text.ts'
import type { PartyCode } from './refusals.ts'
import type { Ksic } from './schema.ts'

const classCode = z
  .string()
  .max(5)
  .regex(/^[0-9]{5}$/)
const divisionCode = z
  .string()
  .max(2)
  .regex(/^[0-9]{2}$/)
/** Class codes of one division in one line, ascending, one blank between: twelve hundred codes in a page. */
const codeLine = z
  .string()
  .max(6000)
  .regex(/^[0-9]{5}( [0-9]{5})*$/)
const codesByDivision = z.record(divisionCode, codeLine)

const provenance = {
  in_force_from: dayText,
  status: z.enum(STATUSES),
  decided_by: z.enum(BODIES),
  source: sourceReference.nullable(),
  note: plainText(2000).optional(),
}

/** The file rules/classifications/<edition>.json. */
export const classificationsSchema = z
  .strictObject({
    kind: z.literal('classifications'),
    ...editionHeader,
    /** Every class code of the tenth revision, the one the models and tables of the house are written in. */
    revision_10: z.strictObject({ ...provenance, classes: codesByDivision }),
    /** What became of a code of the ninth revision in the tenth: the same code, one other, or several. */
    revision_9_to_10: z.strictObject({
      ...provenance,
      unchanged: codesByDivision,
      to_one: z.record(classCode, classCode),
      to_several: z.record(
        classCode,
        z
          .string()
          .max(600)
          .regex(/^[0-9]{5}( [0-9]{5})+$/),
      ),
    }),
    /** Of the eleventh revision only its divisions are held here; its class codes are taken as stated. */
    revision_11: z.strictObject({
      ...provenance,
      divisions: z
        .string()
        .max(400)
        .regex(/^[0-9]{2}( [0-9]{2})*$/),
    }),
  })
  .superRefine((edition, context) => {
    const report = (path: PropertyKey[], message: string): void => context.addIssue({ code: 'custom', path, message })
    const known = new Set(Object.values(edition.revision_10.classes).flatMap(listed))
    for (const part of [edition.revision_10.classes, edition.revision_9_to_10.unchanged])
      for (const [division, line] of Object.entries(part))
        for (const code of listed(line))
          if (!code.startsWith(division)) report(['classes', division], `${code} is not of division ${division}`)
    const { unchanged, to_one, to_several } = edition.revision_9_to_10
    const targets = [
      ...Object.values(unchanged).flatMap(listed),
      ...Object.values(to_one),
      ...Object.values(to_several).flatMap(listed),
    ]
    for (const target of targets)
      if (!known.has(target)) report(['revision_9_to_10'], `${target} is no class of the tenth revision`)
    for (const [from, to] of Object.entries(to_one))
      if (from === to) report(['revision_9_to_10', 'to_one', from], 'a code that stayed itself is listed as unchanged')
  })
export type Classifications = z.output<typeof classificationsSchema>

const FIVE_DIGITS = /^[0-9]{5}$/
const listed = (line: string): readonly string[] => line.split(' ')
/** Whether a five-digit code is listed: of codes of one length, parted by blanks, no other five characters are one. */
const holds = (part: Readonly<Record<string, string>>, code: string): boolean =>
  FIVE_DIGITS.test(code) && (part[code.slice(0, 2)]?.includes(code) ?? false)

/** An industry as later stages read it. `assumed`: the code is taken as stated, only its division is known here. */
export type Industry = {
  readonly revision: '10' | '11'
  readonly code: string
  readonly division: string
  readonly status: Status
}

const industry = (revision: Industry['revision'], code: string, status: Status): Industry => ({
  revision,
  code,
  division: code.slice(0, 2),
  status,
})

const AT = 'firm.ksic.code'
const unknown = (code: string, revision: string): Refusal<PartyCode> =>
  refusal('industry_code_unknown', AT, {
    field: AT,
    value: code,
    revision,
    limit: `a class code of revision ${revision} of the classification`,
  })

function fromNinth(code: string, edition: Classifications): Result<Industry, PartyCode> {
  const { unchanged, to_one, to_several, status } = edition.revision_9_to_10
  if (holds(unchanged, code)) return ok(industry('10', code, status))
  const one = Object.hasOwn(to_one, code) ? to_one[code] : undefined
  if (one !== undefined) return ok(industry('10', one, status))
  const several = Object.hasOwn(to_several, code) ? to_several[code] : undefined
  if (several === undefined) return refuse(unknown(code, '9'))
  return refuse(
    refusal('industry_code_ambiguous', AT, {
      field: AT,
      value: code,
      revision: '9',
      candidates: several,
      limit: 'one code of revision 10: the firm is asked which',
    }),
  )
}

/**
 * The firm's industry in the revision the rules use.
 * A code of revision 10 stands as it is. A code of revision 9 that became one code is converted; one that became
 * several is refused with the candidates. A code of revision 11 stands as it is with the status `assumed`, since only
 * its division is checked: the same digits may mean another class than in revision 10 and are never read as one.
 * @param code five digits
 * @param revision '9', '10' or '11'
 * @param edition the classifications in force
 * Refuses: industry_revision_unknown, industry_code_unknown, industry_code_ambiguous (params.candidates, by blanks).
 */
export function currentIndustry(code: string, revision: string, edition: Classifications): Result<Industry, PartyCode> {
  switch (revision) {
    case '9':
      return fromNinth(code, edition)
    case '10':
      return holds(edition.revision_10.classes, code)
        ? ok(industry('10', code, edition.revision_10.status))
        : refuse(unknown(code, revision))
    case '11':
      return FIVE_DIGITS.test(code) && listed(edition.revision_11.divisions).includes(code.slice(0, 2))
        ? ok(industry('11', code, edition.revision_11.status))
        : refuse(unknown(code, revision))
    default:
      return refuse(
        refusal('industry_revision_unknown', 'firm.ksic.revision', {
          field: 'firm.ksic.revision',
          value: revision,
          limit: '9, 10 or 11',
        }),
      )
  }
}

/** The industry of a firm as its file states it. */
export const industryOf = (ksic: Ksic, edition: Classifications): Result<Industry, PartyCode> =>
  currentIndustry(ksic.code, ksic.revision, edition)
