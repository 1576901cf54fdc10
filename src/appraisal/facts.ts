/**
 * The facts of one case, each in one place: what the party, the application, the technology and the panel say, packed
 * into the row that rules, scorecards and measured indicators read. Unknown stays unknown.
 */
import { missingPapers } from '../application/completeness.ts'
import { isKnown, knownOn } from '../application/known.ts'
import { latestYear, yearOf } from '../application/ratios.ts'
import type { FiscalYear } from '../application/schema.ts'
import { type CalendarDate, calendarDate, fullMonthsBetween } from '../kernel/calendar.ts'
import { add, decimal, decimalText } from '../kernel/decimal.ts'
import { money, moneyFromText, moneyText, sumMoney } from '../kernel/money.ts'
import { ok, type Refusal, type Result, refusal } from '../kernel/result.ts'
import type { Industry } from '../party/classification.ts'
import { readingOf } from '../party/readings.ts'
import type { ExclusionFact, Firm } from '../party/schema.ts'
import { ageYears, banOn, certificationsOn, managersOf, otherGuarantorUse, ownExposure } from '../party/standing.ts'
import type { Fact, Vocabulary } from '../rules/facts.ts'
import type { RulesCode } from '../rules/refusals.ts'
import { encode, encodedOr, type FactValue, isFresh, type Row } from '../rules/rows.ts'
import { countInForce, inForceOn, type RightsPolicy } from '../technology/in-force.ts'
import type { Readiness } from '../technology/readiness.ts'
import type { Asset } from '../technology/schema.ts'
import { titleOf } from '../technology/title.ts'
import { fitted, ratioFacts } from './ratio-facts.ts'
import type { AppraisalCode } from './refusals.ts'
import type { Case } from './schema.ts'

/** What the facts are read under, besides the case and its programme. */
export type FactRules = {
  readonly vocabulary: Vocabulary
  /** The facts that can exclude a firm, in the vocabulary's order. */
  readonly exclusions: readonly Fact[]
  readonly consentSources: readonly ExclusionFact['source'][]
  readonly rights: RightsPolicy
  readonly industries: readonly { readonly code: string; readonly ksic_prefixes: readonly string[] }[]
  readonly smeSalesMax: Readonly<Record<string, string>>
  readonly baseRate: string | undefined
  /** The country whose register decides whether a right is in force. */
  readonly country: string
}

/** Whether a fact can exclude a firm, and is told by an office. */
export const isExclusion = (fact: Fact): boolean => fact.source.startsWith('exclusion:')

type Values = Record<string, FactValue>
type Optional<Value> = Value | undefined

const text = (value: Optional<number>): Optional<string> => (value === undefined ? undefined : String(value))

/** A company limited by shares, a company of another form, or not known. */
const isStockCompany = (firm: Firm): Optional<boolean> =>
  firm.legal_form !== 'company' ? false : firm.company_form === undefined ? undefined : firm.company_form === 'stock'

/** Years since the oldest guarantee of ours that is still outstanding. */
function useYears(firm: Firm, day: CalendarDate): number {
  const since = firm.standing.exposures
    .filter(exposure => exposure.guarantor === 'own' && exposure.since <= day && exposure.balance !== '0')
    .map(exposure => exposure.since)
    .sort()[0]
  return ageYears(since, day) ?? 0
}

function certificates(firm: Firm, day: CalendarDate): Values {
  const held = certificationsOn(firm, day)
  return {
    sme_certified: held.has('sme'),
    venture_certified: held.has('venture'),
    innobiz_certified: held.has('innobiz'),
    technology_intensive: held.has('venture') || held.has('innobiz'),
    research_institute_certified: held.has('research_institute') || held.has('research_department'),
    research_institute_company_certified: held.has('research_institute_company') || held.has('hi_tech_company'),
    green_certified: held.has('green_technology'),
    excellent_technology_certified: held.has('excellent_technology') || held.has('new_technology'),
    materials_certified: held.has('materials_parts_equipment'),
  }
}

function partyFacts(theCase: Case, industry: Industry, day: CalendarDate, rules: FactRules): Values {
  const { firm } = theCase.party
  const managers = managersOf(firm)
  // Whoever runs the firm with the greatest share; the first named where shares are equal.
  const manager = [...managers].sort((a, b) => Number(b.share) - Number(a.share))[0]
  const isNew = firm.legal_form === 'pre_startup'
  const founded = firm.founded_on === undefined ? undefined : calendarDate(firm.founded_on)
  const months = isNew ? 0 : founded === undefined || founded > day ? undefined : fullMonthsBetween(founded, day)
  const group = sumMoney(
    theCase.group_exposures
      .filter(exposure => exposure.guarantor === 'own' && isKnown(exposure.as_of, day))
      .map(exposure => moneyFromText(exposure.balance)),
  )
  const own = ownExposure(firm, day)
  return {
    legal_form: firm.legal_form,
    has_business_number: firm.business_number !== undefined,
    stock_company: isStockCompany(firm),
    firm_age_years: isNew ? '0' : text(ageYears(firm.founded_on, day)),
    firm_age_months: text(months),
    owner_age_years: text(ageYears(manager?.born_on, day)),
    owner_industry_years: text(
      isKnown(manager?.industry_years?.as_of, day) ? manager?.industry_years?.value : undefined,
    ),
    employees: text(firm.employees),
    industry_division: industry.division,
    excluded_industry:
      rules.industries.find(entry => entry.ksic_prefixes.some(prefix => industry.code.startsWith(prefix)))?.code ??
      'none',
    sme_sales_limit: rules.smeSalesMax[industry.division] ?? rules.smeSalesMax['other'],
    own_exposure: moneyText(own),
    other_guarantor_exposure: moneyText(otherGuarantorUse(firm, day)),
    group_exposure: moneyText(money(own + group)),
    guarantee_use_years: text(useYears(firm, day)),
    ...certificates(firm, day),
  }
}

/** Average sales of the last three closed years, of those there are; whole won, cut. */
function averageSales(years: readonly FiscalYear[]): Optional<string> {
  const last = [...years].sort((a, b) => b.fiscal_year - a.fiscal_year).slice(0, 3)
  if (last.length === 0) return undefined
  const sum = sumMoney(last.map(year => moneyFromText(year.sales)))
  return moneyText(money(sum / BigInt(last.length)))
}

function applicationFacts(theCase: Case, papers: readonly string[]): Values {
  const { application, party } = theCase
  const year = latestYear(application)
  const before = year === undefined ? undefined : yearOf(application, year.fiscal_year - 1)
  const increase =
    year === undefined || before === undefined ? undefined : String(BigInt(year.sales) - BigInt(before.sales))
  return {
    purpose: application.request.purpose,
    programme: application.programme,
    loan_amount: application.request.loan_amount,
    loan_term_months: String(application.request.term_months),
    papers_complete: missingPapers(papers, application, calendarDate(theCase.day)).length === 0,
    total_assets: party.firm.total_assets ?? year?.total_assets,
    sales_average_3y: averageSales(application.financials),
    sales_latest: year?.sales,
    sales_increase_latest: increase,
    estimated_sales: application.estimated_sales?.value,
    rnd_budget: application.rnd_budget?.value,
    facility_quote: application.facility_quote?.value,
    preparation_months: text(application.plan.preparation_months?.value),
    capital_impaired: year === undefined ? undefined : year.equity.startsWith('-'),
    sponsor_named: application.joint_project !== undefined,
    project_appraised: application.joint_project !== undefined,
  }
}

/** A firm still to be founded holds what its founders hold: their shares stand for the firm's. */
function asBroughtIn(asset: Asset, firm: Firm): Asset {
  if (firm.legal_form !== 'pre_startup') return asset
  const founders = new Set<string>(firm.owners.map(owner => owner.person))
  const held = asset.owners.filter(owner => founders.has(owner.party))
  if (held.length === 0) return asset
  const share = held.reduce((sum, owner) => add(sum, decimal(owner.share)), decimal('0'))
  const others = asset.owners.filter(owner => !founders.has(owner.party))
  return { ...asset, owners: [{ party: firm.id, share: decimalText(share) }, ...others] }
}

/** The worst title of the assets relied on; not known where one is not, or where none is relied on. */
const TITLES = ['clear', 'shared', 'encumbered', 'unclear'] as const

function technologyFacts(theCase: Case, readiness: Readiness, day: CalendarDate, rules: FactRules): Values {
  const { technology, party } = theCase
  const relied = technology.assets.filter(asset => technology.relied_on.includes(asset.id))
  const count = countInForce(relied, rules.country, day, rules.rights)
  const patents = relied.filter(asset => asset.kind === 'patent' || asset.kind === 'utility_model')
  const answers = patents.map(asset => inForceOn(asset, rules.country, day, rules.rights).answer)
  const titles = relied.map(asset => titleOf(asBroughtIn(asset, party.firm), party.firm.id, day, rules.rights).answer)
  const isTitleKnown = titles.length > 0 && !titles.includes('unknown')
  const worst = Math.max(...titles.map(title => TITLES.indexOf(title as (typeof TITLES)[number])))
  return {
    has_technology_asset: relied.length > 0,
    rights_in_force: count.unknown > 0 ? undefined : String(count.inForce),
    registered_patents_in_force: answers.includes('unknown')
      ? undefined
      : String(answers.filter(answer => answer === 'yes').length),
    title: isTitleKnown ? TITLES[worst] : undefined,
    trl: text(readiness.trl),
  }
}

export type Facts = {
  readonly row: Row
  /** Facts that were stated but cannot be read on the day, with the reason. */
  readonly unread: readonly { readonly fact: string; readonly reason: string }[]
}

type FactsCode = AppraisalCode | RulesCode

/** Stated facts: declared as such, dated, fresh on the day, once each. */
function statedFacts(theCase: Case, day: CalendarDate, rules: FactRules, row: Row, unread: Facts['unread'][number][]) {
  const found: Refusal<FactsCode>[] = []
  const seen = new Set<string>()
  for (const [place, stated] of theCase.stated_facts.entries()) {
    const at = `stated_facts.${place}`
    const fact = rules.vocabulary.byName.get(stated.fact)
    if (fact === undefined) found.push(refusal('fact_undeclared', `${at}.fact`, { value: stated.fact }))
    else if (!fact.source.startsWith('stated:'))
      found.push(refusal('fact_not_stated_here', `${at}.fact`, { value: stated.fact, limit: fact.source }))
    else if (seen.has(stated.fact)) found.push(refusal('fact_twice', `${at}.fact`, { value: stated.fact }))
    else {
      const encoded = encode(fact, stated.value, `${at}.value`)
      if (!encoded.ok) found.push(...encoded.refusals)
      else if (isFresh(fact, calendarDate(stated.as_of), day)) row[fact.index] = encoded.value
      else unread.push({ fact: fact.name, reason: stated.as_of > day ? 'not_yet' : 'stale' })
    }
    seen.add(stated.fact)
  }
  return found
}

const NOTHING_TOLD: readonly ExclusionFact[] = []

function exclusionFacts(
  theCase: Case,
  day: CalendarDate,
  rules: FactRules,
  row: Row,
  unread: Facts['unread'][number][],
) {
  const found: Refusal<FactsCode>[] = []
  /** What was told of each fact, at its place in the vocabulary. */
  const told = new Array<readonly ExclusionFact[]>(rules.vocabulary.facts.length).fill(NOTHING_TOLD)
  const given = theCase.party.exclusion_facts
  for (let place = 0; place < given.length; place++) {
    const one = given[place] as ExclusionFact
    const fact = rules.vocabulary.byName.get(one.fact)
    const at = `party.exclusion_facts.${place}`
    if (fact === undefined) found.push(refusal('fact_undeclared', `${at}.fact`, { value: one.fact }))
    else if (!isExclusion(fact))
      found.push(refusal('fact_not_stated_here', `${at}.fact`, { value: one.fact, limit: fact.source }))
    else if (Number.isNaN(encodedOr(fact, one.value))) {
      const encoded = encode(fact, one.value, `${at}.value`)
      if (!encoded.ok) found.push(...encoded.refusals)
    } else told[fact.index] = told[fact.index] === NOTHING_TOLD ? [one] : [...(told[fact.index] ?? []), one]
  }
  if (found.length > 0) return found
  for (const fact of rules.exclusions) {
    const reading = readingOf(told[fact.index] ?? NOTHING_TOLD, day, fact, rules.consentSources)
    if (reading.state !== 'known') {
      unread.push({ fact: fact.name, reason: reading.reason })
      continue
    }
    row[fact.index] = encodedOr(fact, reading.value)
  }
  return found
}

/**
 * Every fact of a case that is known before the panel's marks are read.
 *
 * @param papers the papers the programme asks for
 * @returns refusals: fact_undeclared, fact_not_stated_here, fact_twice; those of the vocabulary for values out of
 *   bounds
 */
export function factsOf(
  given: Case,
  industry: Industry,
  readiness: Readiness,
  rules: FactRules,
  papers: readonly string[],
): Result<Facts, FactsCode> {
  const day = calendarDate(given.day)
  const theCase = { ...given, application: knownOn(given.application, day) }
  const row = new Float64Array(rules.vocabulary.facts.length).fill(Number.NaN)
  const unread: Facts['unread'][number][] = []
  const found: Refusal<FactsCode>[] = [
    ...exclusionFacts(theCase, day, rules, row, unread),
    ...statedFacts(theCase, day, rules, row, unread),
  ]
  const { firm } = theCase.party
  const parts: readonly Values[] = [
    // What our own books say of the firm goes before what others told.
    banOn(firm, day) === undefined ? {} : { debt_evasion_ban: true },
    firm.standing.unpaid_indemnity === undefined ? {} : { unpaid_indemnity: true },
    partyFacts(theCase, industry, day, rules),
    applicationFacts(theCase, papers),
    technologyFacts(theCase, readiness, day, rules),
    { base_rate: rules.baseRate },
  ]
  for (const values of parts)
    for (const name in values) {
      const value = values[name]
      const fact = value === undefined ? undefined : rules.vocabulary.byName.get(name)
      if (fact === undefined) continue
      const number = encodedOr(fact, value)
      row[fact.index] = number
      if (!Number.isNaN(number)) continue
      const encoded = encode(fact, value, name)
      if (!encoded.ok) found.push(...encoded.refusals)
    }
  if (found.length > 0) return { ok: false, refusals: found }
  const peer = rules.vocabulary.byName.get('peer_operating_margin')
  const ratios = ratioFacts(theCase.application, {
    value: peer === undefined ? Number.NaN : (row[peer.index] ?? Number.NaN),
    scale: peer?.scale ?? 0,
  })
  for (const name in ratios) {
    const value = ratios[name]
    const fact = value === undefined ? undefined : rules.vocabulary.byName.get(name)
    if (fact !== undefined && value !== undefined) row[fact.index] = fitted(value, fact)
  }
  return ok({ row, unread })
}

/**
 * Writes facts that become known on the way: the grades, the panel's state, the value. An amount beyond a fact's bounds
 * stands at the bound: no threshold lies there.
 */
export function withFacts(row: Row, vocabulary: Vocabulary, values: Values): Row {
  for (const name in values) {
    const fact = vocabulary.byName.get(name)
    if (fact === undefined) continue
    const value = values[name]
    const encoded = encodedOr(fact, value)
    if (!Number.isNaN(encoded) || value === null || value === undefined) row[fact.index] = encoded
    else if (fact.type === 'money') row[fact.index] = fact.max
    else throw new Error(`${name} = ${String(value)} does not fit its declaration`)
  }
  return row
}
