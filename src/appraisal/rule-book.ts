/**
 * The rule book: every edition of every kind, read from the texts of rules/, checked whole, and the editions of one day
 * made ready to run. What it refuses, it refuses with file and place.
 */
import type { z } from 'zod'
import { paperYears, type RetentionEdition, requestDays } from '../application/papers/retention.ts'
import { type CompiledPolicy, compilePolicy } from '../decision/policy.ts'
import type { CalendarDate } from '../kernel/calendar.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import type { sourcesSchema } from '../kernel/sourced.ts'
import type { Words } from '../kernel/words.ts'
import type { SheetRule } from '../panel/consolidated.ts'
import { inForceOn } from '../rules/edition.ts'
import { type Vocabulary, vocabularyOf } from '../rules/facts.ts'
import { type CompiledGrades, compileGrades } from '../scoring/grades.ts'
import { gradesFindings, TECHNOLOGY_GRADES } from '../scoring/grades-schema.ts'
import { type CompiledMeasure, compileMeasures, measureFindings } from '../scoring/measured.ts'
import { modelsFindings } from '../scoring/models-schema.ts'
import { type CompiledRisk, compileScorecards, macroInputsOn } from '../scoring/risk.ts'
import { riskFindings } from '../scoring/risk-schema.ts'
import { type EditionFinding, rubricFindings } from '../scoring/rubric-schema.ts'
import { type CompiledModel, compileModels, millionths } from '../scoring/score.ts'
import { evidenceByLevelOf, rightsPolicyOf } from '../technology/readiness.ts'
import { type CompiledValuation, compileValuation } from '../valuation/edition.ts'
import {
  damagesAbove,
  feesAbove,
  fundAbove,
  panelFindings,
  type RateAbove,
  sharingFindings,
  watchFindings,
} from './carried-editions.ts'
import { type AnyKind, type EditionOf, type Editions, everyKind, type Kind, kinds } from './edition-kinds.ts'
import { type FactRules, isExclusion } from './facts.ts'
import type { AppraisalCode } from './refusals.ts'
import { type BookCode, type Found, type Reading, readFile, type Shelved, sourcesIn } from './rule-files.ts'
import { unguarded } from './safeguards.ts'

type Shelves = { readonly [K in AnyKind]: readonly Shelved<K>[] }

export type EditionReference = { readonly kind: Kind; readonly edition: string; readonly digest: string }

export type RuleBook = {
  readonly shelves: Shelves
  /** Words of the kinds decisions are made by: key -> sentence in three languages, of every edition together. */
  readonly words: ReadonlyMap<string, Words>
  /** By kind and edition, such as `terms/2026-01`; of every kind. */
  readonly wordsOf: ReadonlyMap<string, ReadonlyMap<string, Words>>
  readonly sources: Readonly<Record<string, z.output<typeof sourcesSchema>[string]>>
}

function repeatedDays(to: Reading): Found {
  return everyKind.flatMap(kind => {
    const days = to.shelves[kind].map(one => one.in_force_from)
    return days
      .filter((day, place) => days.indexOf(day) !== place)
      .map(day => refusal('rules_edition_repeated' as const, kind, { value: day, limit: 'one edition a day and kind' }))
  })
}

const asRefusals = (file: string, findings: readonly EditionFinding[]): Found =>
  findings.map(one => refusal('rules_finding', `${file}#${one.place}`, { file, value: one.text }))

/** Every number and clause of a file with the day it is in force from. */
function daysIn(file: unknown, at: string): { day: string; at: string }[] {
  if (Array.isArray(file)) return file.flatMap((item, place) => daysIn(item, `${at}.${place}`))
  if (typeof file !== 'object' || file === null) return []
  return Object.entries(file).flatMap(([key, item]) =>
    key === 'in_force_from' && typeof item === 'string' ? [{ day: item, at }] : daysIn(item, `${at}.${key}`),
  )
}

/** Numbers that are in force only after their edition began: they belong in the edition of their day. */
const laterNumbers = (to: Reading): Found =>
  everyKind.flatMap(kind =>
    to.shelves[kind].flatMap(shelved => {
      const name = `${kind}/${shelved.edition}.json`
      const limit = `in force by ${shelved.in_force_from}, when the edition begins`
      return daysIn(to.raw.get(name), '')
        .filter(one => one.day > shelved.in_force_from)
        .map(one =>
          refusal('rules_finding' as const, `${name}#${one.at.slice(1)}`, { file: name, value: one.day, limit }),
        )
    }),
  )

/** Rates set above what the statute allows, by the terms in force on any day on which the edition is. */
function aboveStatute(shelves: Shelves): Found {
  const { aftercare, fees, fund, terms } = shelves
  const days = new Set([...aftercare, ...fees, ...fund, ...terms].map(one => one.in_force_from as CalendarDate))
  return [...days].flatMap(day => {
    const limits = inForceOn<Shelved<'terms'>>(terms, day)?.content.fees
    const asFound = (edition: Shelved<AnyKind> | undefined, rates: readonly RateAbove[]): Found => {
      const file = `${edition?.kind}/${edition?.edition}.json`
      return rates.map(({ place, value, limit }) =>
        refusal('rules_finding', `${file}#${place}`, { file, value, limit }),
      )
    }
    const damages = inForceOn<Shelved<'aftercare'>>(aftercare, day)
    const charged = inForceOn<Shelved<'fees'>>(fees, day)
    const means = inForceOn<Shelved<'fund'>>(fund, day)
    return [
      ...asFound(damages, damages ? damagesAbove(damages.content, limits?.damages_max.value) : []),
      ...asFound(charged, charged ? feesAbove(charged.content, limits?.success_fee_max.value) : []),
      ...asFound(means, means ? fundAbove(means.content) : []),
    ]
  })
}

/** What the kinds' own checks find in editions of the right shape. */
function findingsOf(to: Reading): Found {
  const shelves = to.shelves as unknown as Shelves
  const found: Found = []
  for (const { content, edition } of shelves.rubric)
    found.push(...asRefusals(`rubric/${edition}.json`, rubricFindings(content)))
  for (const { content, edition } of shelves.risk)
    found.push(...asRefusals(`risk/${edition}.json`, riskFindings(content)))
  for (const { content, edition } of shelves.grades)
    found.push(...asRefusals(`grades/${edition}.json`, gradesFindings(content)))
  for (const { content, edition } of shelves.models) {
    const rubric = shelves.rubric.find(one => one.edition === content.rubric)
    if (rubric === undefined)
      found.push(
        refusal('rules_finding', `models/${edition}.json#rubric`, { value: content.rubric, limit: 'a rubric' }),
      )
    else found.push(...asRefusals(`models/${edition}.json`, modelsFindings(content, rubric.content)))
  }
  for (const { content, edition } of shelves.sharing)
    found.push(...asRefusals(`sharing/${edition}.json`, sharingFindings(content)))
  for (const { content, edition } of shelves.watch)
    found.push(...asRefusals(`watch/${edition}.json`, watchFindings(content)))
  for (const { content, edition } of shelves.panel)
    found.push(...asRefusals(`panel/${edition}.json`, panelFindings(content, shelves.classifications)))
  const unheld = unguarded(shelves)
  found.push(...unheld, ...aboveStatute(shelves).filter(one => !unheld.some(other => other.at === one.at)))
  for (const [name, file] of to.raw)
    for (const { id, at } of sourcesIn(file, ''))
      if (!Object.hasOwn(to.sources, id))
        found.push(refusal('rules_source_unknown', `${name}#${at.slice(1)}`, { file: name, value: id }))
  return found
}

/**
 * Reads a rule book from its files.
 *
 * @param files path below rules/ -> text, such as `terms/2026-01.json`
 * @returns every problem of every file, with the file and the place in it
 */
export function readRuleBook(files: ReadonlyMap<string, string>): Result<RuleBook, BookCode> {
  const empty = Object.fromEntries(everyKind.map(kind => [kind, []])) as unknown as Reading['shelves']
  const to: Reading = {
    shelves: empty,
    words: new Map(),
    wordsOf: new Map(),
    worded: new Set(),
    sources: {},
    raw: new Map(),
  }
  const found = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, text]) => readFile(name, text, to))
  found.push(...repeatedDays(to))
  const absent = found.length > 0 ? [] : everyKind.filter(kind => to.shelves[kind].length === 0)
  for (const kind of absent) found.push(refusal('rules_not_in_force', kind, { value: 'no edition', limit: kind }))
  const silent = found.length > 0 ? [] : everyKind.filter(kind => !to.worded.has(kind))
  for (const kind of silent)
    found.push(refusal('rules_words_missing', kind, { value: 'no words', limit: `${kind}/<edition>.words.json` }))
  if (found.length === 0) found.push(...findingsOf(to), ...laterNumbers(to))
  if (found.length > 0) return { ok: false, refusals: found }
  const { words, wordsOf, sources } = to
  const book: RuleBook = { shelves: to.shelves as unknown as Shelves, words, wordsOf, sources }
  const broken = daysOf(book).flatMap(day => {
    const rules = rulesOn(book, day)
    if (rules.ok) return speechless(book, rules.value)
    if (rules.refusals.every(one => one.code === 'rules_not_in_force')) return []
    return inTheirFiles(book, day, rules.refusals)
  })
  return broken.length > 0 ? { ok: false, refusals: broken } : ok(book)
}

/** Problems of compiling, which name kind and place, with the file of the kind's edition on the day. */
const inTheirFiles = (book: RuleBook, day: CalendarDate, refusals: readonly Refusal<BookCode>[]): Found =>
  refusals.map(one => {
    const kind = kinds.find(name => one.at === name || one.at.startsWith(`${name}.`))
    const edition = kind === undefined ? undefined : inForceOn<Shelved<Kind>>(book.shelves[kind], day)
    if (kind === undefined || edition === undefined) return one
    return { ...one, at: `${kind}/${edition.edition}.json#${one.at.slice(kind.length + 1)}` }
  })

/** Facts, clauses and indicators that cannot be said: their words are in no words file. */
function speechless(book: RuleBook, rules: Rules): Found {
  const keys = [
    ...rules.vocabulary.facts.map(fact => `fact.${fact.name}`),
    ...rules.editions.rubric.indicators.map(indicator => `indicator.${indicator.code}.name`),
    ...[...rules.policy.programmes.values()].flatMap(programme => [
      `programme.${programme.code}.name`,
      ...programme.clauses.clauses.map(clause => `clause.${clause.clause}.says`),
    ]),
  ]
  return [...new Set(keys)]
    .filter(key => !book.words.has(key))
    .map(key => refusal('rules_words_missing', key, { key, value: 'no words', limit: 'ko, en and zh' }))
}

/** Every day on which an edition begins. */
const daysOf = (book: RuleBook): CalendarDate[] => [
  ...new Set(kinds.flatMap(kind => book.shelves[kind].map(one => one.in_force_from as CalendarDate))),
]

/** The editions of one day, compiled: what the way runs by. */
export type Rules = {
  readonly day: CalendarDate
  readonly editions: Editions
  readonly references: readonly EditionReference[]
  readonly vocabulary: Vocabulary
  readonly factRules: FactRules
  readonly models: ReadonlyMap<string, CompiledModel>
  readonly measures: readonly CompiledMeasure[]
  readonly sheetRule: Omit<SheetRule, 'indicators'>
  readonly risk: CompiledRisk
  readonly macro: Readonly<Record<string, string | undefined>>
  readonly grades: CompiledGrades
  readonly quantitativeMinima: readonly number[]
  readonly valuation: CompiledValuation
  readonly policy: CompiledPolicy
  readonly evidenceByLevel: readonly (readonly string[])[]
  readonly holidays: ReadonlySet<string>
}

/** Years papers of a decided case are kept for, by the edition in force on a day; without one nothing is erased. */
export const paperYearsOn = (book: RuleBook, day: CalendarDate): number => paperYears(retentionOn(book, day))

/** Days what machines asked is kept for, by the edition in force on a day. */
export const requestDaysOn = (book: RuleBook, day: CalendarDate): number => requestDays(retentionOn(book, day))

function retentionOn(book: RuleBook, day: CalendarDate): RetentionEdition {
  const edition = inForceOn<Shelved<'retention'>>(book.shelves.retention, day)
  if (edition === undefined) throw new Error(`no edition of retention is in force on ${day}`)
  return edition.content
}

/**
 * The words a paper is made in: of the editions it names, and of the kinds it does not name those in force on its day.
 * A later edition in other words leaves a paper of before as it was.
 */
export function wordsNamed(
  book: RuleBook,
  named: readonly { readonly kind: string; readonly edition: string }[],
  day: CalendarDate,
): ReadonlyMap<string, Words> {
  // Where each kind has one edition, its words are all there are.
  if (kinds.every(kind => book.shelves[kind].length === 1)) return book.words
  const picked = kinds.map(kind => {
    const shelf: readonly Shelved<Kind>[] = book.shelves[kind]
    const edition = named.find(one => one.kind === kind)?.edition ?? inForceOn(shelf, day)?.edition
    return book.wordsOf.get(`${kind}/${edition}`) ?? book.words
  })
  return new Map(picked.flatMap(words => [...words]))
}

/**
 * Kinds no decision is made by: files of offices are read and panels made up before it, worth is judged beside it and
 * rights are lent on, a guarantee is carried by them after it, or the others are held to them.
 */
type CarriedKind =
  | 'aftercare'
  | 'collateral'
  | 'fees'
  | 'fund'
  | 'offices'
  | 'panel'
  | 'recourse'
  | 'safeguards'
  | 'sharing'
  | 'watch'
  | 'worth'

/** The edition of a kind in force on a day: what a guarantee is carried by, whatever it was decided by. */
export function carriedOn<K extends CarriedKind>(
  book: RuleBook,
  kind: K,
  day: CalendarDate,
): Result<EditionOf<K>, AppraisalCode> {
  const edition = inForceOn<Shelved<K>>(book.shelves[kind] as readonly Shelved<K>[], day)
  return edition === undefined
    ? refuse(refusal('rules_not_in_force', kind, { value: day, limit: kind }))
    : ok(edition.content)
}

export const aftercareOn = (book: RuleBook, day: CalendarDate): Result<EditionOf<'aftercare'>, AppraisalCode> =>
  carriedOn(book, 'aftercare', day)

/** Makes one edition of each kind ready to run. */
export function compileRules(
  editions: Editions,
  references: readonly EditionReference[],
  day: CalendarDate,
): Result<Rules, BookCode> {
  const vocabulary = vocabularyOf(editions.facts.facts, 'facts')
  if (!vocabulary.ok) return vocabulary
  const unmeasured = measureFindings(editions.rubric, vocabulary.value)
  if (unmeasured.length > 0)
    return { ok: false, refusals: asRefusals(`rubric/${editions.rubric.edition}.json`, unmeasured) }
  const policy = compilePolicy(vocabulary.value, editions)
  if (!policy.ok) return policy
  const { rubric, eligibility } = editions
  const macro = macroInputsOn(editions.risk, day)
  return ok({
    day,
    editions,
    references,
    vocabulary: vocabulary.value,
    factRules: {
      vocabulary: vocabulary.value,
      exclusions: vocabulary.value.facts.filter(isExclusion),
      consentSources: eligibility.consent_sources,
      rights: rightsPolicyOf(editions.readiness),
      industries: eligibility.industries,
      smeSalesMax: eligibility.sme_sales_max.values,
      baseRate: macro['base_rate'],
      country: eligibility.country,
    },
    models: compileModels(rubric, editions.models),
    measures: compileMeasures(rubric, vocabulary.value),
    sheetRule: {
      known: new Set(rubric.indicators.map(indicator => indicator.code)),
      evidenceRequired: new Set(rubric.evidence_required_marks),
      toleranceSteps: Number(rubric.mark_tolerance.value),
      validityMonths: Number(rubric.sheet_validity_months.value),
    },
    risk: compileScorecards(editions.risk),
    macro,
    grades: compileGrades(editions.grades),
    quantitativeMinima: TECHNOLOGY_GRADES.map(grade =>
      millionths(rubric.minimum_quantitative_score.values[grade] ?? '0'),
    ),
    valuation: compileValuation(editions.valuation),
    policy: policy.value,
    evidenceByLevel: evidenceByLevelOf(editions.readiness),
    holidays: new Set(editions.holidays.years.flatMap(year => year.days.map(one => one.day))),
  })
}

/** The editions in force on a day. Refuses where a kind has none yet. */
export function editionsOn(book: RuleBook, day: CalendarDate): Result<readonly Shelved<Kind>[], AppraisalCode> {
  const picked = kinds.map(kind => inForceOn<Shelved<Kind>>(book.shelves[kind], day))
  const absent = kinds.filter((_, place) => picked[place] === undefined)
  if (absent.length > 0)
    return refuse(...absent.map(kind => refusal('rules_not_in_force' as const, kind, { value: day, limit: kind })))
  return ok(picked.filter(one => one !== undefined))
}

/**
 * The rules of a day, ready to run.
 *
 * @param alike rules already made ready; where they stand on the same editions, nothing is made ready twice
 */
export function rulesOn(book: RuleBook, day: CalendarDate, alike?: Rules): Result<Rules, BookCode> {
  const picked = editionsOn(book, day)
  if (!picked.ok) return picked
  const isSame = (one: Shelved<Kind>, place: number) => alike?.references[place]?.digest === one.digest
  return alike !== undefined && picked.value.every(isSame) ? ok(onDay(alike, day)) : compiledFrom(picked.value, day)
}

/** The same editions on another day: only what the day itself decides is read again. */
export function onDay(rules: Rules, day: CalendarDate): Rules {
  const macro = macroInputsOn(rules.editions.risk, day)
  return { ...rules, day, macro, factRules: { ...rules.factRules, baseRate: macro['base_rate'] } }
}

/**
 * The rules a record names, ready to run: each edition must be there and be the same to the byte.
 *
 * @param alike rules made ready already from the very same references
 */
export function rulesNamed(
  book: RuleBook,
  references: readonly EditionReference[],
  day: CalendarDate,
  alike?: Rules,
): Result<Rules, BookCode> {
  if (alike !== undefined) return ok(onDay(alike, day))
  const repeated = references.find((one, place) => references.findIndex(other => other.kind === one.kind) !== place)
  if (repeated !== undefined)
    return refuse(refusal('record_altered', 'editions', { value: repeated.kind, limit: 'each kind once' }))
  const picked: Shelved<Kind>[] = []
  for (const kind of kinds) {
    const named = references.find(one => one.kind === kind)
    const shelf: readonly Shelved<Kind>[] = book.shelves[kind]
    const shelved = shelf.find(one => one.edition === named?.edition)
    if (named === undefined || shelved === undefined)
      return refuse(refusal('record_edition_unknown', `editions.${kind}`, { value: named?.edition ?? 'none' }))
    if (shelved.digest !== named.digest)
      return refuse(
        refusal('record_edition_altered', `editions.${kind}`, { value: shelved.digest, limit: named.digest }),
      )
    picked.push(shelved)
  }
  return compiledFrom(picked, day)
}

function compiledFrom(picked: readonly Shelved<Kind>[], day: CalendarDate): Result<Rules, BookCode> {
  const editions = Object.fromEntries(picked.map(one => [one.kind, one.content])) as unknown as Editions
  const references = picked.map(({ kind, edition, digest }) => ({ kind, edition, digest }))
  return compileRules(editions, references, day)
}
