/**
 * Trial cases as they lie beside the editions, below trials/: `<kind>/<edition>.json` holds the cases of one edition,
 * and `firms.json` the firms they begin from, so that a case says only what is different about it. Read whole or
 * refused with file and place.
 */
import { z } from 'zod'
import { everyKind } from '../../appraisal/edition-kinds.ts'
import { caseFileSchema } from '../../appraisal/schema.ts'
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import { type InputCode, parsed, parsedJson } from '../../kernel/schema.ts'
import { editionHeader } from '../../kernel/sourced.ts'
import { code, id, plainText } from '../../kernel/text.ts'
import { CASES_MAX, factsGiven, type TrialCase, trialCase } from './case.ts'
import type { TrialsCode } from './refusals.ts'

/** The folder beside the editions, below the folder of rules. */
export const TRIALS = 'trials/'
const FIRMS = 'firms.json'
const NAME = /^([a-z]+)\/(\d{4}-\d{2}(?:\.\d+)?)\.json$/

const partOfRequest = z.record(z.string(), z.unknown())
const firmsSchema = z.strictObject({
  firms: z.record(
    code,
    z.strictObject({
      says: plainText(1000),
      like: code.optional(),
      facts: factsGiven,
      request: partOfRequest.optional(),
    }),
  ),
})
type Firms = z.output<typeof firmsSchema>['firms']

/** An application the product is shipped with; a firm of firms.json; or what a trial case itself is given as. */
const given = z.strictObject({
  application: id.optional(),
  firm: code.optional(),
  programme: code.optional(),
  facts: factsGiven.optional(),
  request: partOfRequest.optional(),
  case: z.unknown().optional(),
  small: z.unknown().optional(),
})
const fileSchema = z.strictObject({
  kind: z.enum(everyKind as [string, ...string[]]),
  edition: editionHeader.edition,
  cases: z
    .array(z.strictObject({ code: z.unknown(), title: z.unknown(), worked: z.unknown(), given, expect: z.unknown() }))
    .min(1)
    .max(CASES_MAX),
})
type Given = z.output<typeof given>
type Shipped = (id: string) => string | undefined

/** The cases of one edition. */
export type CasesOf = { readonly kind: string; readonly edition: string; readonly cases: readonly TrialCase[] }
type Code = TrialsCode | InputCode
type Read<Value> = Result<Value, Code>

const within = (file: string, refusals: readonly Refusal<Code>[], at = ''): Refusal<Code>[] =>
  refusals.map(one => ({ ...one, at: `${file}#${[at, one.at].filter(part => part !== '').join('.')}` }))

/** A firm with what it is like: its own facts stand before those of the other. */
function firmOf(name: string, firms: Firms, above: readonly string[] = []): Read<Omit<Firms[string], 'says' | 'like'>> {
  const firm = firms[name]
  if (firm === undefined || above.includes(name))
    return {
      ok: false,
      refusals: [refusal('trial_firm_unknown', '', { value: name, limit: Object.keys(firms).join(', ') })],
    }
  if (firm.like === undefined) return ok(firm)
  const like = firmOf(firm.like, firms, [...above, name])
  if (!like.ok) return like
  return ok({
    facts: { ...like.value.facts, ...firm.facts },
    request: { ...like.value.request, ...firm.request },
  })
}

function wholeGiven(one: Given, firms: Firms, applicationOf: Shipped): Read<unknown> {
  const { application, firm: name, request, ...more } = one
  if (application !== undefined) {
    const text = applicationOf(application)
    if (text === undefined)
      return { ok: false, refusals: [refusal('trial_application_unknown', '', { value: application })] }
    const json = parsedJson(text)
    if (!json.ok) return json
    const read = parsed(caseFileSchema, json.value)
    return read.ok ? ok({ ...more, case: read.value.case }) : read
  }
  if (name === undefined) return ok(one)
  const firm = firmOf(name, firms)
  if (!firm.ok) return firm
  const { facts, programme, ...rest } = more
  const asked = request === undefined ? {} : { request: { ...firm.value.request, ...request } }
  return ok({ ...rest, small: { programme, facts: { ...firm.value.facts, ...facts }, ...asked } })
}

/**
 * The cases of every edition.
 * @param files  path below trials/ -> text
 * @param applicationOf the text of a shipped application by its id; undefined where there is none
 * @returns every problem of every file, with the file and the place in it
 */
export function readTrials(files: ReadonlyMap<string, string>, applicationOf: Shipped): Read<readonly CasesOf[]> {
  const found: Refusal<Code>[] = []
  const read = <Value>(name: string, made: Read<Value>, at = ''): Value | undefined => {
    if (made.ok) return made.value
    found.push(...within(name, made.refusals, at))
    return undefined
  }
  const parsedAs = <S extends z.ZodType>(name: string, schema: S): z.output<S> | undefined => {
    const json = read(name, parsedJson(files.get(name) ?? ''))
    return json === undefined ? undefined : (read(name, parsed(schema, json)) as z.output<S> | undefined)
  }
  const firms = files.has(FIRMS) ? (parsedAs(FIRMS, firmsSchema)?.firms ?? {}) : {}
  const all: CasesOf[] = []
  for (const name of [...files.keys()].filter(one => one !== FIRMS).sort()) {
    const file = parsedAs(name, fileSchema)
    if (file === undefined) continue
    const [, kind, edition] = NAME.exec(name) ?? []
    if (kind !== file.kind || edition !== file.edition) {
      found.push(refusal('trial_file_misplaced', name, { value: `${file.kind} ${file.edition}`, limit: name }))
      continue
    }
    const cases: TrialCase[] = []
    for (const [place, one] of file.cases.entries()) {
      const whole = read(name, wholeGiven(one.given, firms, applicationOf), `cases.${place}.given`)
      if (whole === undefined) continue
      const made = read(name, parsed(trialCase, { ...one, given: whole }), `cases.${place}`)
      if (made === undefined) continue
      if (cases.some(other => other.code === made.code))
        found.push(
          refusal('trial_repeated', `${name}#cases.${place}.code`, { value: made.code, limit: 'each code once' }),
        )
      cases.push(made)
    }
    all.push({ kind: file.kind, edition: file.edition, cases })
  }
  return found.length > 0 ? { ok: false, refusals: found } : ok(all)
}
