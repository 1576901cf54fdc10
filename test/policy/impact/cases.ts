/**
 * Cases made from the shipped ones with what a case may differ in drawn anew, and editions with a number, a clause or a
 * table changed: what the packed way is held against the whole way over.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { PURPOSES } from '../../../src/application/schema.ts'
import { type Case, caseFileSchema } from '../../../src/appraisal/schema.ts'
import { type Draw, drawFrom } from '../../../src/cli/oracle-cases.ts'
import { REGIONS } from '../../../src/party/schema.ts'
import { type Files, files } from '../../appraisal/sample.ts'

const shipped: readonly Case[] = readdirSync('fixtures/applications').map(
  name => caseFileSchema.parse(JSON.parse(readFileSync(`fixtures/applications/${name}`, 'utf8'))).case,
)
const programmes: readonly string[] = (
  JSON.parse(files.get('programmes/2026-01.json') ?? '') as { programmes: { code: string }[] }
).programmes.map(one => one.code)

type Open<T> = T extends object ? { -readonly [K in keyof T]: Open<T[K]> } : T

const GUARANTORS = ['own', 'kodit', 'regional_foundation', 'other'] as const
const LOANS = [
  '1',
  '999999',
  '50000000',
  '135000000',
  '300000000',
  '1000000000',
  '2500000001',
  '7000000000',
  '123456789012',
]
const KSIC = ['29271', '26121', '62010', '68111', '64110', '10711', '21102', '58221', '72111', '01110']

/** One case, told by its seed. */
export function drawnCase(seed: number): Case {
  const draw = drawFrom(seed)
  const theCase = structuredClone(draw.of(shipped)) as Open<Case>
  const { application, party } = theCase
  theCase.id = `case-${seed}`
  if (draw.chance(0.5)) application.request.loan_amount = draw.of(LOANS)
  if (draw.chance(0.3)) application.request.loan_amount = String(1 + draw.below(2_000_000_000))
  if (draw.chance(0.3)) application.request.term_months = draw.of([1, 6, 11, 12, 36, 60, 61, 360])
  if (draw.chance(0.25)) application.programme = draw.of(programmes)
  if (draw.chance(0.15)) application.request.purpose = draw.of(PURPOSES)
  if (draw.chance(0.3)) party.firm.ksic = { revision: '10', code: draw.of(KSIC) }
  if (draw.chance(0.3)) party.firm.region = draw.of(REGIONS)
  if (draw.chance(0.3)) party.firm.employees = draw.below(400)
  if (draw.chance(0.3) && party.firm.founded_on !== undefined)
    party.firm.founded_on = draw.of(['2008-02-29', '2015-04-01', '2020-06-30', '2022-12-31', '2025-10-01'])
  if (draw.chance(0.3)) exposures(theCase, draw)
  if (draw.chance(0.2)) limits(theCase, draw)
  if (draw.chance(0.2)) facts(theCase, draw)
  figures(theCase, draw)
  if (draw.chance(0.6)) marks(theCase, draw)
  if (draw.chance(0.4)) delete theCase.valuation
  if (draw.chance(0.05)) theCase.stops = draw.of([['terms'], ['eligibility', 'terms']] as const) as ['terms']
  if (draw.chance(0.15)) theCase.fair = fairOf(theCase, draw)
  return theCase as Case
}

/** What the marks of the first appraiser stand for: each as much less as drawn. */
function fairOf({ sheets }: Pick<Case, 'sheets'>, draw: Draw): NonNullable<Open<Case>['fair']> {
  const less = String(draw.below(1000)).padStart(3, '0')
  const marks = { A: `3.${less}`, B: `2.${less}`, C: `1.${less}`, D: `0.${less}`, E: '0.000' }
  return {
    ...{ measured_to: '2026-01-31', measurement: `sha256:${'ab'.repeat(32)}`, marks_min: 99, error_max: '0.25' },
    appraisers: sheets.slice(0, 1).map(({ appraiser }) => ({ appraiser, is: 'fair', fair_marks: marks })),
  }
}

function exposures(theCase: Open<Case>, draw: Draw): void {
  theCase.party.firm.standing.exposures = Array.from({ length: draw.below(4) }, () => ({
    guarantor: draw.of(GUARANTORS),
    balance: draw.of(['0', '100000000', '1500000000', '2999500000', '6000000000', '14000000000']),
    since: draw.of(['2012-01-01', '2023-05-01', '2026-12-31']),
    source: 'registers',
    as_of: theCase.day,
  }))
}

function limits(theCase: Open<Case>, draw: Draw): void {
  theCase.limits = Array.from({ length: draw.below(3) }, (_, place) => ({
    code: draw.of(['pact_budget', 'programme_budget', 'fund_total']) + place,
    scope: draw.of(['programme', 'pact', 'fund'] as const),
    limit: draw.of(['0', '500000000', '900000000000']),
    used: draw.of(['0', '499999999', '899990000000']),
    as_of: draw.of([theCase.day, '2027-01-01']),
  }))
}

function facts(theCase: Open<Case>, draw: Draw): void {
  const one = draw.of(theCase.party.exclusion_facts)
  if (one === undefined) return
  if (typeof one.value === 'boolean') one.value = !one.value
  else one.value = String(draw.below(60))
  if (draw.chance(0.3)) theCase.party.exclusion_facts = theCase.party.exclusion_facts.filter(each => each !== one)
}

function figures(theCase: Open<Case>, draw: Draw): void {
  for (const year of theCase.application.financials) {
    if (!draw.chance(0.3)) continue
    const by = BigInt(1 + draw.below(30))
    const [sales, income] = [(BigInt(year.sales) * by) / 10n, BigInt(year.operating_income ?? '0') - by * 30_000_000n]
    year.sales = String(sales)
    year.operating_income = String(income)
  }
}

/** Marks moved, some with a reason, some by a second appraiser. */
function marks(theCase: Open<Case>, draw: Draw): void {
  const second = theCase.sheets[0]
  if (second !== undefined && theCase.sheets.length === 1 && draw.chance(0.5))
    theCase.sheets.push({ ...structuredClone(second), id: `${second.id}-2`, appraiser: `${second.appraiser}-2` })
  const lift = draw.below(3)
  for (const sheet of theCase.sheets) {
    for (const given of sheet.marks) {
      if (draw.chance(0.5)) continue
      const isHigh = lift === 0 ? draw.chance(0.8) : draw.chance(0.3)
      given.mark = isHigh ? draw.of(['A', 'B'] as const) : draw.of(['B', 'C', 'D', 'E'] as const)
    }
    if (draw.chance(0.1)) sheet.signed_on = draw.of(['2025-06-01', '2025-12-01'])
  }
}

/** What is changed in an edition of a kind; each gives the whole content anew. */
// biome-ignore lint/suspicious/noExplicitAny: an edition as JSON, which the schemas then read
type Content = any
export type Change = {
  readonly kind: string
  readonly says: string
  readonly make: (content: Content, draw: Draw) => void
}

const set = (kind: string, says: string, make: Change['make']): Change => ({ kind, says, make })
const grown = (text: string, draw: Draw): string => String((BigInt(text) * BigInt(20 + draw.below(300))) / 100n)

export const CHANGES: readonly Change[] = [
  set('terms', 'basic coverage', (t, draw) => {
    t.coverage.basic.value = draw.of(['0.8', '0.75', '0.9', '0.333333', '1', '0.05'])
  }),
  set('terms', 'reduction', (t, draw) => {
    t.coverage.reductions[0].by.value = draw.of(['0', '0.1', '0.2', '0.95'])
  }),
  set('terms', 'ceilings', (t, draw) => {
    for (const grade of Object.keys(t.ceiling_by_grade.values))
      t.ceiling_by_grade.values[grade] = grown(t.ceiling_by_grade.values[grade], draw)
  }),
  set('terms', 'caps and statute', (t, draw) => {
    for (const cap of [...t.statutory_caps, ...t.caps]) if (cap.amount) cap.amount.value = grown(cap.amount.value, draw)
  }),
  set('terms', 'needs', (t, draw) => {
    for (const need of t.needs) need.share.value = draw.of(['0.1', '0.25', '0.8', '1', '1.5', '0.123456'])
  }),
  set('terms', 'rounding and term', (t, draw) => {
    t.rounding.guarantee_step.value = draw.of(['1', '500000', '1000000', '50000000'])
    t.rounding.fee_step.value = draw.of(['1', '10', '1000'])
    t.term_months_max.value = draw.of(['12', '36', '60', '120'])
    t.fees.day_count.value = draw.of(['360', '365'])
  }),
  set('terms', 'fees', (t, draw) => {
    for (const grade of Object.keys(t.fees.base_by_grade.values))
      t.fees.base_by_grade.values[grade] = draw.of(['0.007', '0.0125', '0.02', '0.0301'])
    for (const one of [...t.fees.surcharges, ...t.fees.discounts]) one.rate.value = draw.of(['0', '0.001', '0.0035'])
  }),
  set('terms', 'a cap that was not there', (t, draw) => {
    t.caps.push({
      ...structuredClone(t.caps[0]),
      code: 'further',
      scope: draw.of(['firm', 'group', 'fund']),
      side: draw.of(['loan', 'guarantee']),
      amount: { ...structuredClone(t.caps[0].amount), value: '400000000' },
      when: { all: [{ fact: 'venture_certified', operator: 'equals', value: true }] },
    })
  }),
  set('terms', 'conditions on what may not be known', t => {
    const when = { all: [{ fact: 'working_capital_loans', operator: 'at_least', value: '1' }] }
    for (const one of [
      t.coverage.reductions[0],
      ...t.fees.surcharges,
      ...t.fees.discounts,
      t.caps[0],
      t.statutory_caps[1],
    ])
      one.when = when
  }),
  set('eligibility', 'consequences', (e, draw) => {
    for (const group of ['general', 'technology', 'credit', 'capacity'])
      for (const clause of e[group]) {
        if (!draw.chance(0.3)) continue
        clause.if_not = draw.of(['decline', 'refer', 'condition'])
        clause.if_unknown = draw.of(['decline', 'refer', 'condition'])
      }
  }),
  set('eligibility', 'clauses left out', (e, draw) => {
    for (const group of ['general', 'capacity']) e[group] = e[group].filter(() => draw.chance(0.7))
    if (e.general.length === 0 || e.capacity.length === 0) throw new Error('a set of clauses is left empty')
  }),
  set('eligibility', 'industries and sales', (e, draw) => {
    e.industries = e.industries.filter(() => draw.chance(0.6))
    for (const division of Object.keys(e.sme_sales_max.values))
      if (draw.chance(0.5)) e.sme_sales_max.values[division] = draw.of(['100000000', '2000000000', '500000000000'])
  }),
  set('programmes', 'ratio, minimum grade, purposes', (p, draw) => {
    for (const one of p.programmes) {
      for (const row of one.coverage) if (draw.chance(0.4)) row.ratio.value = draw.of(['0.5', '0.95', '1', '0.7777'])
      if (draw.chance(0.4)) one.minimum_grade.value = draw.of(['AAA', 'A', 'BB', 'CCC', 'C'])
      if (draw.chance(0.2)) one.purposes = one.purposes.slice(0, 1)
      if (draw.chance(0.2)) one.credit_allowed = !one.credit_allowed
      if (one.fee.discount && draw.chance(0.5)) one.fee.discount.value = draw.of(['0.001', '0.004'])
      for (const limit of one.limits)
        if (limit.amount && draw.chance(0.5)) limit.amount.value = grown(limit.amount.value, draw)
      for (const need of one.needs) need.share.value = draw.of(['0.3', '1'])
    }
  }),
  set('programmes', 'one programme left out', (p, draw) => {
    const at = draw.below(p.programmes.length)
    p.programmes.splice(at, 1)
  }),
  set('authority', 'levels', (a, draw) => {
    for (const level of a.levels) {
      if (draw.chance(0.5)) level.may_sign_referred = !level.may_sign_referred
      if (draw.chance(0.5)) level.minimum_grade.value = draw.of(['A', 'BB', 'CCC', 'D'])
    }
  }),
  set('grades', 'cut-offs', (g, draw) => {
    const by = draw.of([-4, -1, 3, 6])
    for (const grade of Object.keys(g.technology_score_min.values))
      g.technology_score_min.values[grade] = String(Number(g.technology_score_min.values[grade]) + by)
  }),
  set('grades', 'matrix', (g, draw) => {
    const rows = Object.keys(g.matrix.values)
    for (const [place, row] of rows.entries()) {
      const worse = rows[Math.min(rows.length - 1, place + draw.below(2))] as string
      g.matrix.values[row] = structuredClone(g.matrix.values[worse])
    }
  }),
  set('rubric', 'bands, points, minima, tolerance', (r, draw) => {
    r.mark_tolerance.value = draw.of(['0', '1', '2'])
    r.sheet_validity_months.value = draw.of(['3', '6', '12', '24'])
    r.appraisers.large_loan_over.value = draw.of(['100000000', '1000000000'])
    if (draw.chance(0.3)) r.evidence_required_marks = draw.of([['A'], ['A', 'B', 'E'], ['E']])
    const by = draw.of([-10, 0, 8])
    for (const grade of Object.keys(r.minimum_quantitative_score.values))
      r.minimum_quantitative_score.values[grade] = String(
        Math.max(0, Number(r.minimum_quantitative_score.values[grade]) + by),
      )
    r.mark_points.values.B = draw.of(['75', '80', '90'])
    const measured = r.indicators.filter((one: Content) => one.measure !== undefined)
    for (const { measure } of measured)
      if (draw.chance(0.5))
        for (const mark of Object.keys(measure.bands.values))
          measure.bands.values[mark] = String(Number(measure.bands.values[mark]) + 1)
  }),
  set('models', 'stages', (m, draw) => {
    m.startup.age_years_max.value = draw.of(['1', '3', '6'])
    m.startup.guaranteed_age_years_max.value = draw.of(['6', '7', '11'])
    m.startup.guarantee_max.value = draw.of(['100000000', '500000000', '3000000000'])
  }),
  set('models', 'families', (m, draw) => {
    const [one, other] = [m.families[draw.below(3)], m.families[3 + draw.below(3)]]
    ;[one.divisions, other.divisions] = [other.divisions, one.divisions]
  }),
  set('models', 'weights of one family for those of another', m => {
    const of = (code: string) => m.models.find((one: Content) => one.code === code)
    for (const stage of ['startup', 'growth']) {
      const [one, other] = [of(`machinery_${stage}`), of(`software_ict_${stage}`)]
      ;[one.weights, other.weights] = [other.weights, one.weights]
      ;[one.matrices, other.matrices] = [other.matrices, one.matrices]
    }
  }),
  set('risk', 'points and cut-offs', (r, draw) => {
    for (const card of r.scorecards)
      card.base_points.value = String(Number(card.base_points.value) + draw.of([-40, -15, 0, 20]))
    for (const grade of Object.keys(r.grade_points_min.values))
      r.grade_points_min.values[grade] = String(Number(r.grade_points_min.values[grade]) - 7)
  }),
  set('risk', 'edges of bands', r => {
    for (const card of r.scorecards)
      for (const one of card.attributes) {
        if (one.type !== 'bands') continue
        const rows = Object.values(one.bands.values) as Record<string, string>[]
        for (const row of rows)
          for (const edge of ['at_least', 'less_than'])
            if (row[edge] !== undefined) row[edge] = String(Math.round((Number(row[edge]) + 0.013377) * 1e6) / 1e6)
      }
  }),
  set('valuation', 'its note alone', v => {
    v.note = 'Changed.'
  }),
  set('readiness', 'its note alone', r => {
    r.note = 'Changed.'
  }),
]

/** The files with an edition of a kind changed in place; undefined where the change makes no edition. */
export function changedFiles(change: Change, seed: number, from: Files = files): Files | undefined {
  const name = `${change.kind}/2026-01.json`
  const content = JSON.parse(from.get(name) ?? '')
  try {
    change.make(content, drawFrom(seed))
  } catch {
    return undefined
  }
  return new Map([...from, [name, JSON.stringify(content)]])
}
