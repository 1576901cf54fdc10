// What bounds a guarantee: the least of all caps, each with its own use in its own scope, on the guarantee side.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cap, ExternalLimit, Uses } from '../../src/decision/caps.ts'
import { GUARANTORS } from '../../src/decision/terms-schema.ts'
import { money } from '../../src/kernel/money.ts'
import { FINAL_GRADES, type FinalGrade } from '../../src/scoring/grades-schema.ts'
import { type Asked, asked, policy, policyWith, use } from './sample.ts'

/** 억: a hundred million won. */
const EOK = 100_000_000n
const eok = (amount: bigint) => money(amount * EOK)
const capOf = (caps: readonly Cap[], code: string): Cap => {
  const found = caps.find(cap => cap.code === code)
  if (found === undefined) throw new Error(`no cap ${code} among ${caps.map(cap => cap.code).join(', ')}`)
  return found
}
const room = (request: Asked, code: string) => capOf(asked(request).caps, code).room
const codes = (request: Asked) => asked(request).caps.map(cap => cap.code)
const pact = (limit: bigint, used: bigint): ExternalLimit => ({
  code: 'bank_pact_limit',
  scope: 'pact',
  limit: eok(limit),
  used: eok(used),
})

describe('each cap is compared with the use in its own scope', () => {
  // Firm: 20억 own, 30 KODIT, 40 regional, 50 other. Group with the firm: 120 own, 70 KODIT, 5 regional, 3 other.
  const uses: Uses = {
    firm: use(20n * EOK, 30n * EOK, 40n * EOK, 50n * EOK),
    group: use(120n * EOK, 70n * EOK, 45n * EOK, 53n * EOK),
    isGroupKnown: true,
    external: [pact(500n, 493n), { code: 'programme_budget', scope: 'programme', limit: eok(900n), used: eok(888n) }],
  }
  const request = { request: { uses, grade: 'BBB' as const } }

  test('grade: 50억 for BBB less 20 of our own', () => {
    expect(room(request, 'grade_ceiling')).toBe(eok(30n))
  })
  test('statute: 30억 less 20 of our own', () => {
    expect(room(request, 'statutory_ordinary')).toBe(eok(10n))
  })
  test('all guarantors: 150억 less 20 + 30 + 40 + 50', () => {
    expect(capOf(asked(request).caps, 'all_guarantors')).toMatchObject({ used: eok(140n), room: eok(10n) })
  })
  test('group: 200억 less 120 of our own and 70 of KODIT, regional foundations and others not counted', () => {
    expect(capOf(asked(request).caps, 'group_total')).toMatchObject({ scope: 'group', used: eok(190n), room: eok(10n) })
  })
  test('pact and programme: what is left of their own limits', () => {
    expect(room(request, 'bank_pact_limit')).toBe(eok(7n))
    expect(room(request, 'programme_budget')).toBe(eok(12n))
  })
  test('the least of them all is the amount: 7억 of the pact, though 8.5 were asked for', () => {
    const { cover, recommended, reasons } = asked(request)
    expect(cover.guaranteed).toBe(eok(7n))
    expect(recommended).toBe('approve')
    expect(reasons).toEqual([
      {
        kind: 'reduce',
        code: 'cap.bank_pact_limit',
        readings: [{ fact: 'used.pact', value: '49300000000', operator: 'at_most', threshold: '50000000000' }],
        // 8.5억 asked for, 7 left.
        withheld: '150000000',
      },
    ])
  })

  test('in each scope in turn the cap that is nearly used up binds', () => {
    const nearly: Readonly<Record<string, Uses>> = {
      statutory_ordinary: { ...uses, firm: use(29n * EOK), group: use(29n * EOK), external: [] },
      all_guarantors: { ...uses, firm: use(3n * EOK, 50n * EOK, 46n * EOK, 50n * EOK), group: use(0n), external: [] },
      group_total: { ...uses, firm: use(3n * EOK), group: use(100n * EOK, 99n * EOK), external: [] },
      bank_pact_limit: { firm: use(0n), group: use(0n), isGroupKnown: true, external: [pact(10n, 9n)] },
    }
    for (const [code, of] of Object.entries(nearly)) {
      const { caps, cover } = asked({ request: { uses: of } })
      expect([code, capOf(caps, code).room, cover.guaranteed]).toEqual([code, EOK, EOK])
    }
  })

  test('a limit already overshot leaves nothing, never less than nothing', () => {
    const over = asked({ request: { uses: { ...uses, firm: use(31n * EOK) } } })
    expect(capOf(over.caps, 'statutory_ordinary').room).toBe(0n)
    expect([over.recommended, over.cover.loan]).toEqual(['decline', 0n])
    expect(over.reasons[0]).toMatchObject({ kind: 'decline', code: 'cap.statutory_ordinary' })
  })

  test('a group of which one firm was not read has a cap nobody knows: the case is referred', () => {
    const found = asked({ request: { uses: { ...uses, external: [], isGroupKnown: false } } })
    expect([found.recommended, found.unknownCaps]).toEqual(['refer', ['group_total']])
    expect(found.caps.map(cap => cap.code)).not.toContain('group_total')
  })

  test('a cap over a scope whose use nobody has read is not known: it is not compared with the firm\u2019s', () => {
    const under = policyWith(({ terms }) => {
      const [first] = terms.caps
      if (first === undefined) throw new Error('the terms have caps')
      terms.caps.push({ ...first, code: 'fund_total', scope: 'fund', counts: ['own'] })
    })
    const { caps, unknownCaps, recommended } = asked({ under })
    expect(caps.filter(cap => cap.scope === 'fund').map(cap => cap.used)).toEqual([])
    expect([unknownCaps, recommended]).toEqual([['fund_total'], 'refer'])
  })
})

describe('the need of the loan', () => {
  test('is on the side of the loan: a need of 1,000,000,000 is 850,000,000 of guarantee', () => {
    // A quarter of 4,000,000,000 estimated sales.
    const { caps, cover } = asked({ values: { estimated_sales: '4000000000', loan_amount: '2000000000' } })
    expect(capOf(caps, 'working_capital_quarter')).toMatchObject({
      side: 'loan',
      limit: 1_000_000_000n,
      room: 850_000_000n,
    })
    expect(cover).toEqual({ loan: 1_000_000_000n, guaranteed: 850_000_000n, bankShare: 150_000_000n })
  })

  test('is what earlier loans leave of it', () => {
    const values = { estimated_sales: '4000000000', working_capital_loans: '400000000' }
    // (1,000,000,000 - 400,000,000) x 0.85
    expect(room({ values }, 'working_capital_quarter')).toBe(510_000_000n)
    expect(room({ values: { ...values, working_capital_loans: '1000000001' } }, 'working_capital_quarter')).toBe(0n)
  })

  test('is read from the latest sales where none are estimated', () => {
    // A quarter of 8,200,000,000 is 2,050,000,000; at 85 percent 1,742,500,000.
    expect(room({ values: { estimated_sales: null } }, 'working_capital_quarter')).toBe(1_742_500_000n)
  })

  test('follows the purpose: 80 percent of a facility\u2019s quote', () => {
    const values = { purpose: 'facility', facility_quote: '1000000000' }
    // 1,000,000,000 x 0.8 x 0.85
    expect(room({ values }, 'facility_share')).toBe(680_000_000n)
  })

  test('of a programme stands in place of the ordinary one: half of sales for a pre-unicorn', () => {
    const budget: ExternalLimit = {
      code: 'pre_unicorn_budget',
      scope: 'programme',
      limit: eok(9000n),
      used: eok(1n),
    }
    const values = { programme: 'pre_unicorn', estimated_sales: '4000000000', pact_member: true }
    const uses: Uses = { firm: use(0n), group: use(0n), isGroupKnown: true, external: [budget] }
    expect(room({ values, request: { uses } }, 'pre_unicorn_half_of_sales')).toBe(2_000_000_000n)
    expect(codes({ values, request: { uses } })).not.toContain('working_capital_quarter')
  })

  test('that nobody can compute refers the case', () => {
    const found = asked({ values: { estimated_sales: null, sales_latest: null } })
    expect([found.recommended, found.unknownCaps]).toEqual(['refer', ['need']])
    expect(found.reasons).toContainEqual(expect.objectContaining({ kind: 'refer', code: 'cap.need' }))
  })
})

describe('what is not known', () => {
  test('gives no exception: the 50억 of the statute only where the certificate is known to be held', () => {
    const statutory = (held: boolean | null) =>
      codes({ values: { technology_intensive: held } }).filter(code => code.startsWith('statutory'))
    expect([true, false, null].map(statutory)).toEqual([
      ['statutory_50'],
      ['statutory_ordinary'],
      ['statutory_ordinary'],
    ])
  })

  test('of several exceptions the highest counts', () => {
    const values = { technology_intensive: true, excellent_technology_certified: true }
    expect(codes({ values }).filter(code => code.startsWith('statutory'))).toEqual(['statutory_70'])
    const facility = { ...values, purpose: 'facility', facility_quote: '9000000000', facility_collateral_switch: true }
    expect(codes({ values: facility }).filter(code => code.startsWith('statutory'))).toEqual(['statutory_100_facility'])
  })

  test('binds where a cap depends on it: an expert founder\u2019s 10억 and the ordinary 5억 both', () => {
    const values = { programme: 'pre_startup', purpose: 'pre_startup', project_budget: '3000000000' }
    const limits = (founder_expert: boolean | null) =>
      codes({ values: { ...values, founder_expert } }).filter(
        code => code.startsWith('pre_startup_') && !code.endsWith('share'),
      )
    expect(limits(true)).toEqual(['pre_startup_expert'])
    expect(limits(false)).toEqual(['pre_startup_general'])
    expect(limits(null)).toEqual(['pre_startup_expert', 'pre_startup_general'])
  })

  test('of a limit kept outside the case refers it, and names it', () => {
    const found = asked({ values: { programme: 'pre_unicorn', pact_member: true } })
    expect(found.unknownCaps).toContain('pre_unicorn_budget')
    expect(found.reasons.map(one => one.code)).toContain('cap.pre_unicorn_budget')
    expect(found.recommended).not.toBe('approve')
  })
})

describe('for any use and any request', () => {
  const balances = () => fc.record(Object.fromEntries(GUARANTORS.map(one => [one, fc.bigInt(0n, 200n * EOK)])))
  const anyUses = (): fc.Arbitrary<Uses> =>
    fc.record({
      firm: balances().map(one => one as Uses['firm']),
      group: balances().map(one => one as Uses['group']),
      isGroupKnown: fc.constant(true),
      external: fc.array(
        fc.record({
          code: fc.constantFrom('bank_pact_limit', 'programme_budget'),
          scope: fc.constantFrom('pact' as const, 'programme' as const),
          limit: fc.bigInt(0n, 500n * EOK).map(money),
          used: fc.bigInt(0n, 500n * EOK).map(money),
        }),
        { maxLength: 2 },
      ),
    })
  const requests = () =>
    fc.record({
      uses: anyUses(),
      grade: fc.constantFrom(...FINAL_GRADES),
      loan: fc.bigInt(1n, 300n * EOK).map(money),
      estimated: fc.bigInt(0n, 2000n * EOK),
    })
  const decide = ({
    uses,
    grade,
    loan,
    estimated,
  }: {
    uses: Uses
    grade: FinalGrade
    loan: bigint
    estimated: bigint
  }) => asked({ values: { estimated_sales: String(estimated) }, request: { uses, grade, loan: money(loan) } })

  test('the amount fits under every cap, and guaranteed and bank\u2019s part are the loan', () => {
    fc.assert(
      fc.property(requests(), request => {
        const { caps, cover } = decide(request)
        for (const cap of caps) expect(cover.guaranteed <= cap.room && cap.room >= 0n).toBe(true)
        expect(cover.guaranteed + cover.bankShare).toBe(cover.loan)
        expect(cover.loan <= request.loan).toBe(true)
      }),
    )
  })

  test('the amount is what was asked for, or the least room cut to a million won', () => {
    fc.assert(
      fc.property(requests(), request => {
        const { caps, cover } = decide(request)
        const least = caps.reduce((room, cap) => (cap.room < room ? cap.room : room), 10n ** 18n)
        // 85 percent in whole numbers.
        const whole = (request.loan * 85n) / 100n
        expect(cover.guaranteed).toBe(least >= whole ? whole : least - (least % 1_000_000n))
      }),
    )
  })

  test('more use, at any guarantor and in any scope, never gives more', () => {
    const places = [...GUARANTORS.flatMap(one => [`firm.${one}`, `group.${one}`]), 'external']
    fc.assert(
      fc.property(requests(), fc.constantFrom(...places), fc.bigInt(1n, 100n * EOK), (request, place, more) => {
        const raised = structuredClone(request.uses) as unknown as Record<string, Record<string, bigint>>
        const [scope, guarantor] = place.split('.')
        const held = raised[scope ?? '']
        if (guarantor !== undefined && held !== undefined) held[guarantor] = (held[guarantor] ?? 0n) + more
        const external = request.uses.external.map(one => ({ ...one, used: money(one.used + more) }))
        const uses = {
          ...(raised as unknown as Uses),
          external: place === 'external' ? external : request.uses.external,
        }
        expect(decide({ ...request, uses }).cover.guaranteed <= decide(request).cover.guaranteed).toBe(true)
      }),
    )
  })

  test('a better grade never gives a lower ceiling, a lower ratio or a higher fee, in any programme', () => {
    for (const programme of policy.programmes.keys())
      for (let rank = 1; rank < FINAL_GRADES.length; rank++) {
        const [better, worse] = [FINAL_GRADES[rank - 1], FINAL_GRADES[rank]].map(grade =>
          asked({ values: { programme, loan_amount: '9000000000' }, request: { grade: grade ?? 'D' } }),
        )
        if (better === undefined || worse === undefined) throw new Error('two decisions')
        const ceiling = (caps: readonly Cap[]) => caps.find(cap => cap.code === 'grade_ceiling')?.limit ?? 0n
        expect(ceiling(better.caps) >= ceiling(worse.caps)).toBe(true)
        expect(better.coverage.ratio >= worse.coverage.ratio).toBe(true)
        expect(better.fee.rate <= worse.fee.rate).toBe(true)
        // Below the programme's least grade nothing is given, and its limits say nothing.
        const least = policy.programmes.get(programme)?.minimumRank ?? 0
        if (rank <= least) expect(better.cover.guaranteed >= worse.cover.guaranteed).toBe(true)
      }
  })
})
