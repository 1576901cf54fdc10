/**
 * A valuation whole: rights looked at, methods worked out and reconciled, the spread simulated. Its content is
 * canonical and follows from the request and the editions it names alone, so that whoever holds those two has it again.
 */
import { addDays, addYears, calendarDate } from '../../kernel/calendar.ts'
import { digestOf, type Json } from '../../kernel/digest.ts'
import { fixed } from '../../kernel/fixed.ts'
import { ok, type Refusal, type Result, refusal } from '../../kernel/result.ts'
import { LANGUAGES, type Language } from '../../kernel/words.ts'
import type { LegalTerm } from '../../technology/rights/life.ts'
import type { CompiledValuation } from '../edition.ts'
import { type Reconciled, reconciled } from '../methods/reconciliation.ts'
import { type Outcome, outcomeOf } from '../simulation/outcome.ts'
import { compiled, simulated } from '../simulation/simulate.ts'
import { type Cut, cappedSimulation, type Legal } from './capped.ts'
import type { ReportingEdition } from './edition.ts'
import type { ReportingCode, ValuedCode } from './refusals.ts'
import type { Spoken, ValuingRequest } from './request.ts'
import type { ValueRange } from './schema.ts'
import { type RightRecord, titled } from './title.ts'
import { type MethodRecord, worked } from './worked.ts'

/**
 * What valuations are made by: the edition of the way's income method, of how worth is judged, and of how long rights
 * live by law, each by digest.
 */
export type WorthRules = {
  readonly valuation: CompiledValuation
  readonly reporting: ReportingEdition
  /** By country and kind; undefined for a report from before the terms were attached. */
  readonly terms: readonly LegalTerm[] | undefined
  readonly editions: readonly EditionNamed[]
}
export type EditionNamed = { readonly kind: string; readonly edition: string; readonly digest: string }

export type ValuationContent = {
  readonly schema: 'tech-guarantee/valuation/1'
  readonly editions: readonly EditionNamed[]
  readonly request: ValuingRequest
  readonly rights: readonly RightRecord[]
  readonly legal: Legal | null
  readonly methods: readonly MethodRecord[]
  readonly reconciled: Reconciled
  readonly value: ValueRange
  /** The middle less what the burdens taken into account secure at most; null where one of them names no sum. */
  readonly after_liens: string | null
  readonly simulation: { readonly outcome: Outcome; readonly cut: Cut | null } | null
  readonly valid_until: string
  readonly keep_until: string
}
export type Valued = { readonly content: ValuationContent; readonly digest: string }

/** Everything the request says in words, by its place. */
function spokenIn(value: unknown, at = ''): readonly (readonly [string, Spoken])[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((one, place) => spokenIn(one, `${at}.${place}`))
  const keys = Object.keys(value)
  if (keys.length > 0 && keys.every(key => (LANGUAGES as readonly string[]).includes(key)))
    return [[at.slice(1), value as Spoken]]
  return keys.flatMap(key => spokenIn((value as Readonly<Record<string, unknown>>)[key], `${at}.${key}`))
}

/** Whether a report can be drawn in a language: `valued_language_missing` for every text that is not in it. */
export function speaks(request: ValuingRequest, language: Language): Result<true, ReportingCode> {
  const found = spokenIn(request)
    .filter(([, words]) => words[language] === undefined)
    .map(([at]) => refusal('valued_language_missing' as const, at, { value: language }))
  return found.length === 0 ? ok(true) : { ok: false, refusals: found }
}

function personRefusals({ appraisers, base_day, report_day }: ValuingRequest): Refusal<ReportingCode>[] {
  const { valuer, reviewer } = appraisers
  const found: Refusal<ReportingCode>[] = []
  if (report_day < base_day)
    found.push(refusal('valued_days_unordered', 'report_day', { value: report_day, limit: base_day }))
  if (valuer.id === reviewer.id)
    found.push(refusal('valued_signers_alike', 'appraisers.reviewer.id', { value: reviewer.id }))
  if (reviewer.is_related)
    found.push(refusal('valued_reviewer_related', 'appraisers.reviewer.is_related', { value: reviewer.id }))
  return found
}

const anyWords = (words: Spoken | undefined): string | undefined => words?.en ?? words?.ko ?? words?.zh

/** What the burdens counted secure together, or null where one names no sum. */
function securedBy(rights: readonly RightRecord[]): bigint | null {
  let secured = 0n
  for (const { amount } of rights.flatMap(right => right.liens)) {
    if (amount === null) return null
    secured += BigInt(amount)
  }
  return secured
}

/** The spread of the value, its lives within those of the rights. */
function simulatedOf(
  request: ValuingRequest,
  legal: Legal | undefined,
): Result<ValuationContent['simulation'], ValuedCode> {
  if (request.simulation === undefined) return ok(null)
  const capped = cappedSimulation(request.simulation, legal)
  if (!capped.ok) return capped
  const ready = compiled(capped.value.input)
  if (!ready.ok) return ready
  return ok({ outcome: outcomeOf(ready.value, simulated(ready.value)), cut: capped.value.cut ?? null })
}

/**
 * Values rights on their base day.
 * @returns the content and its digest; refused, the first that holds: days and persons, the title of each right, each
 *   method by its own refusals, the reconciliation, the simulation
 * @source TES, articles 5 to 48 (one method leads and is justified; no life is longer than the law's; two answer)
 */
export function valued(request: ValuingRequest, rules: WorthRules): Result<Valued, ValuedCode> {
  const persons = personRefusals(request)
  if (persons.length > 0) return { ok: false, refusals: persons }
  const title = titled(request, rules.terms)
  if (!title.ok) return title
  const { rights, legal } = title.value
  const day = calendarDate(request.base_day)
  const expiresOn = rights.find(right => right.key === legal?.right)?.expires_on ?? undefined
  const methods: MethodRecord[] = []
  for (const [place, asked] of request.methods.entries()) {
    const found = worked(asked, rules.valuation, day, legal, expiresOn)
    if (!found.ok)
      return { ok: false, refusals: found.refusals.map(one => ({ ...one, at: `methods.${place}.input.${one.at}` })) }
    methods.push(found.value)
  }
  const candidates = methods.map(({ method, low, mid, high }, place) => ({
    ...{ method, low: BigInt(low), mid: BigInt(mid), high: BigInt(high) },
    differs_because: anyWords(request.methods[place]?.differs_because),
  }))
  const tolerance = fixed(rules.reporting.tolerance.value)
  const one = reconciled(candidates, request.lead.method, request.lead.ground, tolerance)
  if (!one.ok) return one
  const simulation = simulatedOf(request, legal)
  if (!simulation.ok) return simulation
  const { low, mid, high } = one.value
  const secured = securedBy(rights)
  const left = secured === null ? null : BigInt(mid) - secured
  const holdsUntil = addDays(day, Number(rules.reporting.validity_days.value))
  const content: ValuationContent = {
    schema: 'tech-guarantee/valuation/1',
    editions: rules.editions,
    request,
    rights,
    legal: legal ?? null,
    methods,
    reconciled: one.value,
    value: { low, mid, high },
    after_liens: left === null ? null : String(left < 0n ? 0n : left),
    simulation: simulation.value,
    valid_until: expiresOn !== undefined && expiresOn < holdsUntil ? expiresOn : holdsUntil,
    keep_until: addYears(calendarDate(request.report_day), Number(rules.reporting.retention_years.value)),
  }
  return ok({ content, digest: digestOf(content as unknown as Json) })
}
