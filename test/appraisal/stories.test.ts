/**
 * The shipped cases, each a story with the end the rules of its day give it (stories.ts). Technology score and risk
 * points are worked out a second time here, with plain numbers over the rules' tables.
 */
import { expect, test } from 'vitest'
import { appraise } from '../../src/appraisal/appraise.ts'
import { nextBetter, supposedBy, whatWouldRaise } from '../../src/appraisal/raise.ts'
import { recordOf } from '../../src/appraisal/record.ts'
import { replay } from '../../src/appraisal/replay.ts'
import { readRuleBook, rulesOn } from '../../src/appraisal/rule-book.ts'
import { type CaseFile, caseFileSchema } from '../../src/appraisal/schema.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { textsBelow } from '../../src/platform/folders.ts'
import { FINAL_GRADES } from '../../src/scoring/grades-schema.ts'
import { STORIES } from './stories.ts'

const book = sure(readRuleBook(textsBelow('rules')))
const texts = textsBelow('fixtures/applications')
const files = new Map([...texts].map(([name, text]) => [name, sure(parsed(caseFileSchema, JSON.parse(text)))]))
const carriedOf = (file: CaseFile) => {
  const rules = sure(rulesOn(book, calendarDate(file.case.day)))
  const appraisal = sure(appraise(rules, file.case))
  return { file, rules, appraisal, ...recordOf(appraisal, file.case, rules) }
}
const carried = new Map([...files].map(([name, file]) => [name.replace('.json', ''), carriedOf(file)]))
const at = (id: string) => carried.get(id) ?? expect.fail(`there is no case ${id}`)

const { rubric, models, risk, grades, programmes } = sure(rulesOn(book, calendarDate('2026-07-01'))).editions

test('every file has its story and every story its file, named alike', () => {
  expect([...carried.keys()].sort()).toEqual(STORIES.map(([id]) => id).sort())
  for (const [id, { file }] of carried) expect(file.case.id).toBe(id)
})

const MEASURED = [
  'industry_experience',
  'rnd_staff_ratio',
  'completeness',
  'rights_protection',
  'market_growth',
  'preparation_period',
]

test.each(STORIES)('%s ends as its rules say', (id, story) => {
  const { appraisal, record } = at(id)
  const { graded, sheet, decision } = appraisal
  const marks = MEASURED.map(code => sheet.marks.find(given => given.indicator === code)?.mark).join('')
  expect(marks).toBe(story.measured)
  expect([graded.technologyGrade, graded.risk.grade, graded.grade]).toEqual([story.technology, story.risk, story.grade])
  expect(programmes.programmes.find(one => one.code === decision.programme)?.family).toBe(story.family)
  expect([decision.recommended, decision.reasons[0]?.code ?? null]).toEqual([story.recommended, story.first])
  expect(record.decision.terms?.guaranteed ?? null).toBe(story.guaranteed?.toString() ?? null)
  expect(record.decision.terms?.fee.first ?? null).toBe(story.fee?.toString() ?? null)
})

/** A technology score by plain numbers: weight x points of the mark; then the first cut-off reached. */
test.each(STORIES)('%s has the technology grade its marks add up to', (id, story) => {
  const { score } = at(id).appraisal.graded
  const weights = models.models.find(one => one.code === score.model)?.weights.values ?? {}
  const sum = score.items.reduce((total, { indicator, mark }) => {
    return total + Math.round(Number(weights[indicator]) * 1e6) * Number(rubric.mark_points.values[mark])
  }, 0)
  const cutOffs = Object.entries(grades.technology_score_min.values)
  const reached = cutOffs.find(([, least]) => sum >= Number(least) * 1e6)?.[0] ?? 'T10'
  expect([sum, reached]).toEqual([score.total, story.technology])
  expect(grades.matrix.values[story.technology]?.[story.risk]).toBe(story.grade)
})

/** Ratios of the latest year by plain division, and points by the bands of the scorecard. */
function inputsOf({ party, application, day }: CaseFile['case']): Record<string, number | undefined> {
  const [now, before] = application.financials
  const { founded_on, employees } = party.firm
  const age = founded_on === undefined ? 0 : Number(day.slice(0, 4)) - Number(founded_on.slice(0, 4))
  const hadBirthday = founded_on === undefined || day.slice(5) >= founded_on.slice(5)
  const ratio = (part: string | undefined, whole: string | undefined): number => Number(part) / Number(whole)
  return {
    employees,
    firm_age_years: hadBirthday ? age : age - 1,
    equity_ratio: ratio(now?.equity, now?.total_assets),
    current_ratio: ratio(now?.current_assets, now?.current_liabilities),
    operating_margin: ratio(now?.operating_income, now?.sales),
    cash_flow_to_liabilities: (Number(now?.net_income) + Number(now?.depreciation)) / Number(now?.total_liabilities),
    sales_growth: ratio(now?.sales, before?.sales) - 1,
    // The Bank of Korea's rate since 29 May 2025, and confirmed within the year.
    base_rate: 0.025,
  }
}

const isIn = (band: Readonly<Record<string, string>>, value: number): boolean =>
  value >= Number(band['at_least'] ?? -Infinity) && value < Number(band['less_than'] ?? Infinity)

test.each(STORIES)('%s has the risk grade its figures add up to', (id, story) => {
  const { file, appraisal } = at(id)
  const inputs = inputsOf(file.case)
  const card = risk.scorecards.find(one => one.code === appraisal.graded.risk.scorecard)
  const points = card?.attributes.map(attribute => {
    if (attribute.type === 'flag') return Number(attribute.points.values['unknown'])
    const value = inputs[attribute.code]
    const { unknown, ...known } = attribute.bands.values
    return Number((value === undefined ? unknown : Object.values(known).find(band => isIn(band, value)))?.['points'])
  })
  const total = points?.reduce((sum, one) => sum + one, Number(card?.base_points.value)) ?? Number.NaN
  const least = Object.entries(risk.grade_points_min.values)
  expect([total, least.find(([, points]) => total >= Number(points))?.[0] ?? 'R10']).toEqual([
    appraisal.graded.risk.total,
    story.risk,
  ])
})

test('all ten grades, every outcome and every family of programmes stand among the stories', () => {
  const stories = STORIES.map(([, story]) => story)
  expect(new Set(stories.map(story => story.grade))).toEqual(new Set(FINAL_GRADES))
  const families = programmes.programmes.map(one => one.family)
  expect(new Set(stories.map(story => story.family))).toEqual(new Set(families))
  const outcomes = stories.map(story =>
    story.recommended === 'approve' && story.first !== null ? 'less' : story.recommended,
  )
  expect(new Set(outcomes)).toEqual(new Set(['approve', 'less', 'refer', 'decline']))
})

test('a record replays byte for byte and holds no name', () => {
  const namesIn = (text: string, names: CaseFile['names']) =>
    Object.values(names).flatMap(name =>
      [name.ko, name.en, name.zh].filter(one => one !== undefined && text.includes(one)),
    )
  for (const { file, text } of carried.values()) {
    expect(replay(text, book)).toEqual({ ok: true, value: { isIdentical: true } })
    expect(namesIn(text, file.names)).toEqual([])
    // The search finds a name where one stands.
    expect(namesIn(JSON.stringify(file.names), file.names)).not.toEqual([])
    expect(Object.keys(file.names)).toContain(file.case.party.firm.id)
  }
})

/** Rights that neither are the document they cite nor carry a serial the Korean offices never give out. */
const strayRights = ({ case: theCase, note }: CaseFile): string[] =>
  theCase.technology.assets
    .filter(({ kind, office, number = '', citation }) => {
      if (citation !== undefined)
        return number !== citation.publication || !number.startsWith(office ?? '-') || !note?.includes(number)
      if (kind === 'know_how') return false
      return office !== 'KR' || !/^(?:[0-9]{1,2}-0{7}|C-0000-0{6})-F[0-9]+$/.test(number)
    })
    .map(asset => asset.number ?? asset.id)

test('a right is the document it cites, or carries a serial the Korean offices never give out', () => {
  for (const { file } of carried.values()) expect(strayRights(file)).toEqual([])
  const { file } = at('case-laser-rod-growth')
  const planted = structuredClone(file)
  Object.assign(planted.case.technology.assets[0] ?? {}, { number: 'US11804689B1' })
  Object.assign(planted.case.technology.assets[1] ?? {}, { number: '20-0471234' })
  expect(strayRights(planted)).toEqual(['US11804689B1', '20-0471234'])
})

test('firms carry numbers of tax offices that do not exist', () => {
  for (const { file } of carried.values()) {
    const { legal_form, business_number } = file.case.party.firm
    expect(business_number === undefined).toBe(legal_form === 'pre_startup')
    expect(business_number ?? '0').toMatch(/^0/)
    expect(file.note).toContain('invented')
  }
})

/** Amounts of a million won and more, wherever they stand in a case. */
const amountsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, part]) => (key.endsWith('_number') ? [] : amountsIn(part)))
    : typeof value === 'string' && /^-?[0-9]{7,}$/.test(value)
      ? [value.replace('-', '')]
      : []

test('no two cases share an amount', () => {
  const owner = new Map<string, string>()
  for (const [id, { file }] of carried)
    for (const amount of amountsIn(file.case)) {
      expect([amount, owner.get(amount) ?? id]).toEqual([amount, id])
      owner.set(amount, id)
    }
})

test('what would raise a case to the next grade attains it', () => {
  for (const [id, { file, rules, appraisal }] of carried) {
    const wanted = nextBetter(appraisal.graded.grade)
    const raise = wanted === undefined ? undefined : whatWouldRaise(rules, appraisal, wanted)
    if (wanted === undefined || raise === undefined) {
      expect(id).toBe('case-battery-cathode-unicorn')
      continue
    }
    const attained = sure(appraise(rules, file.case, supposedBy(raise))).graded.grade
    expect(FINAL_GRADES.indexOf(attained)).toBeLessThanOrEqual(FINAL_GRADES.indexOf(wanted))
  }
})

test('IP 1+1 secures sixty parts by pledge on a published value and guarantees the other forty', () => {
  const { record } = at('case-soybean-ip-one-plus-one')
  const { pledge, loan, bank_share } = record.decision.terms ?? expect.fail('terms')
  expect([pledge, loan, bank_share]).toEqual(['360000000', '600000000', '360000000'])
  expect(record.valuation).toMatchObject({ state: 'valued', leading: 'income', collateral_share_max: '0.6' })
  // Sixty days from 27 July is Friday 25 September, Chuseok; the Monday after it is the 28th.
  expect(record.decision.terms?.valid_until).toBe('2026-09-28')
})

test('a value on assumed rows secures nothing, and a right past its term is not valued', () => {
  for (const id of ['case-lidar-assumed-value', 'case-battery-cathode-unicorn', 'case-neurostimulation-transfer'])
    expect(at(id).record.valuation).toMatchObject({ state: 'valued', collateral_share_max: '0' })
  expect(at('case-brick-press-expired').record.valuation).toEqual({
    state: 'refused',
    // The patent's last day as its register states it, and the day of the appraisal.
    refusals: [
      { code: 'valuation_right_lapsed', at: 'expires_on', params: { value: '2019-11-08', limit: '2026-05-18' } },
    ],
  })
})

test('a pilot is released by gates: 20, 30, 30 and 20 parts, and at level five only the first', () => {
  const { appraisal, record } = at('case-robot-learning-poc-pilot')
  expect(appraisal.readiness.trl).toBe(5)
  expect(record.decision.terms?.tranches).toEqual([
    { gate: 'proof_of_concept', amount: '126000000', released: true },
    { gate: 'small_pilot', amount: '189000000', released: false },
    { gate: 'volume_pilot', amount: '189000000', released: false },
    { gate: 'small_batch', amount: '126000000', released: false },
  ])
})

test('what an office has not said lately is unknown and refers; the same facts, freshly read, approve', () => {
  const { file, record } = at('case-power-coil-stale-facts')
  expect(record.facts_unread.slice(0, 2)).toEqual([
    { fact: 'national_tax_delinquent', reason: 'self_declared' },
    { fact: 'local_tax_delinquent', reason: 'stale' },
  ])
  const fresh = structuredClone(file)
  for (const fact of fresh.case.party.exclusion_facts)
    Object.assign(fact, {
      source: fact.source === 'self_declaration' ? 'tax_office' : fact.source,
      as_of: '2026-07-10',
      valid_until: '2026-08-09',
      consent: 'consent-117',
    })
  expect(carriedOf(fresh).appraisal.decision.recommended).toBe('approve')
})

test('a code of the ninth classification is converted before the model is chosen', () => {
  const { file, record } = at('case-power-coil-stale-facts')
  expect(file.case.party.firm.ksic).toEqual({ revision: '9', code: '26295' })
  expect(record.industry).toMatchObject({ revision: '10', code: '26294' })
})

test('where two appraisers are more than a mark apart, the lower mark counts and the case is referred', () => {
  const { appraisal } = at('case-waveform-diverging-panel')
  expect(appraisal.sheet.divergent).toEqual(['innovativeness', 'imitability'])
  for (const code of appraisal.sheet.divergent)
    expect(appraisal.sheet.marks.find(given => given.indicator === code)).toMatchObject({ mark: 'D', spread: 3 })
})

test('the class is technology but for the plater, a restart carries old debts, an option is a condition', () => {
  for (const [id, { record }] of carried)
    expect([id, record.decision.class]).toEqual([id, id === 'case-plating-credit-class' ? 'credit' : 'technology'])
  const founder = at('case-heart-rate-pre-startup').record.decision.terms?.conditions
  expect(founder).toEqual(expect.arrayContaining(['register_business', 'confirm_after_registration']))
  const debts = at('case-delivery-box-restart').file.case.party.exclusion_facts.find(
    one => one.fact === 'unpaid_indemnity',
  )
  expect(debts?.value).toBe(true)
  const option = at('case-assist-glasses-option').record.decision.terms?.conditions
  expect(option).toContain('investment_option.agreement')
})
