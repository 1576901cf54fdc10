/** What a stranger with a certificate may read, and that it is no more: the list below is the disclosure profile. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { disclosureSchema } from '../../src/certificate/disclosure.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { LANGUAGES } from '../../src/kernel/words.ts'
import { changed } from '../cases.ts'
import { contentFor, named, type Read, read, type Shipped, shipped } from './shipped.ts'

/** Every field a stranger may read. A new one is a decision about the firm's privacy: it is added here on purpose. */
const MAY_BE_READ = [
  'appraisers[].appraiser',
  'appraisers[].grade',
  'case',
  'certificate.issued_on',
  'certificate.language',
  'certificate.number',
  'certificate.valid_until',
  'class',
  'editions[].digest',
  'editions[].edition',
  'editions[].kind',
  'fair_score',
  'grade',
  'marks[].basis',
  'marks[].indicator',
  'marks[].mark',
  'model',
  'programme',
  'quantitative',
  'recommended',
  'record.currency',
  'record.day',
  'record.digest',
  'record.engine',
  'rights[].kind',
  'rights[].number',
  'rights[].office',
  'risk_grade',
  'schema',
  'score',
  'technology_grade',
  'terms.bank_share',
  'terms.caps[].code',
  'terms.caps[].limit',
  'terms.caps[].room',
  'terms.caps[].scope',
  'terms.caps[].side',
  'terms.conditions[]',
  'terms.coverage.reductions[]',
  'terms.coverage.row',
  'terms.fee.basis',
  'terms.fee.days',
  'terms.fee.discounts[]',
  'terms.fee.first',
  'terms.fee.rate',
  'terms.fee.surcharges[]',
  'terms.guaranteed',
  'terms.loan',
  'terms.loan_asked',
  'terms.pledge',
  'terms.ratio',
  'terms.term_months',
  'terms.tranches[].amount',
  'terms.tranches[].gate',
  'terms.tranches[].released',
  'terms.valid_until',
  'trl',
  'valuation.collateral_allowed',
  'valuation.high',
  'valuation.low',
  'valuation.method',
  'valuation.mid',
  'valuation.status',
]

type Leaf = { readonly at: string; readonly value: unknown }

/** Every leaf of a value with its dotted place; places in a list are one. */
function leaves(value: unknown, at = ''): readonly Leaf[] {
  if (Array.isArray(value)) return value.flatMap(item => leaves(item, `${at}[]`))
  if (typeof value !== 'object' || value === null) return [{ at, value }]
  return Object.entries(value).flatMap(([key, item]) => leaves(item, at === '' ? key : `${at}.${key}`))
}

type JsonSchema = {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
}
/** Every leaf a schema lets through. */
function placesOf(schema: JsonSchema, at = ''): readonly string[] {
  const { properties, items, anyOf } = schema
  if (anyOf !== undefined) {
    const found = anyOf.flatMap(one => placesOf(one, at))
    return found.some(place => place !== at) ? found.filter(place => place !== at) : found
  }
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([key, one]) => placesOf(one, at === '' ? key : `${at}.${key}`))
  return items === undefined ? [at] : placesOf(items, `${at}[]`)
}

const isAmount = (value: unknown): value is string => typeof value === 'string' && /^[1-9]\d{5,}$/.test(value)
const amountsIn = (value: unknown): ReadonlySet<string> =>
  new Set(leaves(value).flatMap(leaf => (isAmount(leaf.value) ? [leaf.value] : [])))

/** All that is printed or attached, but the editions, which are public. */
const strangers = ({ disclosure, printed }: Read): string => JSON.stringify({ disclosure, printed })

describe('the disclosure profile', () => {
  test('lets through the listed fields and no other', () => {
    const schema = z.toJSONSchema(disclosureSchema, { unrepresentable: 'any', io: 'output' }) as JsonSchema
    expect([...new Set(placesOf(schema))].toSorted()).toEqual(MAY_BE_READ)
  })

  test('is what certificates disclose: no other field in any case, and every listed one in some', () => {
    const seen = new Set(shipped.flatMap(one => leaves(read(one).disclosure).map(leaf => leaf.at)))
    const optional = ['terms', 'valuation']
    expect([...seen].filter(at => !MAY_BE_READ.includes(at) && !optional.includes(at))).toEqual([])
    // No shipped case was decided by fair scores: test/certificate/recompute.test.ts has a certificate of one that was.
    expect(MAY_BE_READ.filter(at => !seen.has(at))).toEqual(['fair_score'])
  })

  test('refuses a disclosure with one field more, wherever it stands', () => {
    const { disclosure } = read(named('case-thermal-joint-project'))
    for (const at of ['sales', 'record.case', 'terms.used', 'terms.caps.0.used', 'marks.0.reason', 'rights.0.owner']) {
      const found = parsed(disclosureSchema, changed(disclosure, { [at]: '1' }))
      expect(found.ok ? [] : found.refusals.map(one => [one.code, one.at])).toEqual([['input_unknown_field', at]])
    }
  })
})

describe.each(shipped.map(one => [one.name, one] as const))('%s', (_name, one: Shipped) => {
  const { party, application, technology, sheets, group_exposures, limits } = one.file.case
  const attachment = read(one)
  const { disclosure } = attachment
  const text = strangers(attachment)

  test('tells none of the accounts, expectations, balances and limits of the firm, its group or a fund', () => {
    const own = amountsIn({
      party,
      group_exposures,
      limits,
      financials: application.financials,
      plan: application.plan,
    })
    const more = amountsIn({ sales: application.estimated_sales, stated: one.file.case.stated_facts })
    const { terms, valuation } = disclosure
    // A private limit may be what was given: the amount is printed, and that it is a limit is not told.
    const printed = new Set([terms?.loan_asked, terms?.guaranteed, terms?.loan, ...amountsIn(valuation)])
    // The limits of an edition are public, and may be the same round number as a balance.
    const published = amountsIn(attachment.numbers)
    const told = [...amountsIn(disclosure)].filter(amount => !printed.has(amount) && !published.has(amount))
    expect(told.filter(amount => own.has(amount) || more.has(amount))).toEqual([])
  })

  test('tells no use of a cap: not what guarantors carry for the firm or its group', () => {
    const { caps, terms } = one.done.record.decision
    if (terms === null) {
      expect(disclosure.terms).toBeNull()
      return
    }
    const disclosed = disclosure.terms?.caps ?? []
    expect(disclosed.map(cap => cap.code)).toEqual(caps.map(cap => cap.code))
    for (const [place, cap] of caps.entries()) {
      const own = disclosed[place]
      expect(own).not.toHaveProperty('used')
      // The room of a cap less what was given would tell its use: no more is said than the amount given.
      expect(BigInt(own?.room ?? '0')).toBeLessThanOrEqual(BigInt(terms.guaranteed))
      expect(own?.limit).toBe(cap.private ? null : cap.limit)
    }
  })

  test('tells a limit only where an edition states it', () => {
    const published = amountsIn(attachment.numbers)
    for (const cap of disclosure.terms?.caps ?? []) if (cap.limit !== null) expect(published).toContain(cap.limit)
  })

  test('names nobody in the disclosure, and beside it the firm alone', () => {
    const { firm } = party
    const namesWhere = (isAsked: (id: string) => boolean): readonly string[] =>
      Object.entries(one.file.names).flatMap(([id, { ko, en, zh }]) =>
        isAsked(id) ? [ko, en, zh].filter(name => name !== undefined) : [],
      )
    const own = namesWhere(id => id === firm.id)
    const others = namesWhere(id => id !== firm.id)
    const disclosed = JSON.stringify(disclosure)
    expect([...own, ...others].filter(name => disclosed.includes(name))).toEqual([])
    expect(others.filter(name => text.includes(name) && !own.some(firmName => firmName.includes(name)))).toEqual([])
    expect(Object.keys(attachment.printed).toSorted()).toEqual(['businessNumber', 'firm', 'industry', 'verifier'])
    if (firm.business_number !== undefined) expect(disclosed).not.toContain(firm.business_number)
  })

  test('tells no person, bank, paper or consent by its id, and nothing of a sheet but its marks', () => {
    const ids = leaves({ party, application, technology: technology.readiness, sheets, names: one.file.names })
      .filter(({ at }) => /\.(person|bank|firm|id|paper|digest|consent|applicant|note|reason|type)$/.test(at))
      .map(({ value }) => value)
      .filter((value): value is string => typeof value === 'string' && /[-:\s]/.test(value))
    expect(ids.length).toBeGreaterThan(10)
    expect(ids.filter(id => text.includes(id))).toEqual([])
    expect(disclosure.marks.map(mark => Object.keys(mark).toSorted().join())).toEqual(
      disclosure.marks.map(() => 'basis,indicator,mark'),
    )
  })
})

test('a certificate does not say that somebody was declined, in any language', () => {
  const declined = shipped.filter(one => one.done.record.decision.recommended === 'decline')
  expect(declined.length).toBeGreaterThan(0)
  for (const one of declined)
    for (const language of LANGUAGES) {
      const attachment = read(one, language)
      expect([attachment.disclosure.recommended, attachment.disclosure.terms]).toEqual([null, null])
      expect(strangers(attachment).replaceAll(one.file.case.id, '')).not.toMatch(/declin|refus/i)
      const { attachment: _, ...face } = contentFor(one, language)
      expect(JSON.stringify(face)).not.toMatch(/declin|refus|거절|불가|拒绝/i)
    }
})

test('the use of a cap, were it told, would be found among the balances of the firm', () => {
  const one = named('case-hot-rolled-steel-materials')
  const balances = amountsIn(one.file.case.party)
  const used = one.done.record.decision.caps.find(cap => cap.code === 'grade_ceiling')?.used
  expect(used).toBe('625000000')
  expect(balances).toContain(used)
  expect([...amountsIn(read(one).disclosure)]).not.toContain(used)
})
