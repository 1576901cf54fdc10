/** A valuation whole: what it refuses and why, what it cuts, which method leads, and that it comes out alike again. */
import { describe, expect, test } from 'vitest'
import { canonicalJson, digestOf, type Json } from '../../../src/kernel/digest.ts'
import { sure } from '../../../src/kernel/result.ts'
import { parsed } from '../../../src/kernel/schema.ts'
import { valuingRequest } from '../../../src/valuation/reporting/request.ts'
import { issuedValuation } from '../../../src/valuation/reporting/schema.ts'
import { speaks, valued } from '../../../src/valuation/reporting/valued.ts'
import { NAMES, rawOf, refusedWith, requestOf, rules, valuedWith } from './example.ts'

const KEY = 'KR:patent:registration:10-0000000-F501'
const event = (kind: string, day: string, more: object = {}) => ({
  ...{ kind, day, holder: null, rank: null, amount: null, reference: `9-${day}`, recorded_on: day },
  ...more,
})

describe('a valuation', () => {
  test.each(NAMES)('of %s comes out the same to the byte from its own request and editions', name => {
    const first = sure(valuedWith(name))
    const again = sure(
      valued(sure(parsed(valuingRequest, JSON.parse(canonicalJson(first.content.request as never)))), rules),
    )
    expect(canonicalJson(again.content as unknown as Json)).toBe(canonicalJson(first.content as unknown as Json))
    expect(again.digest).toBe(digestOf(first.content as unknown as Json))
  })

  test('takes the leading range as it is and averages nothing', () => {
    const { content } = sure(valuedWith('separator-royalty'))
    const lead = content.methods.find(one => one.method === 'royalty_relief')
    expect(content.value).toEqual({ low: lead?.low, mid: lead?.mid, high: lead?.high })
  })

  test.each(NAMES)('of %s has a bridge whose steps add to the value of each method', name => {
    for (const { bridge, mid } of sure(valuedWith(name)).content.methods) {
      expect(bridge.length).toBeGreaterThan(1)
      expect(bridge.reduce((sum, step) => sum + BigInt(step.amount), 0n)).toBe(BigInt(mid))
    }
  })

  test('begins the bridge of royalties with sales times rate, and takes the tax off', () => {
    // 56,200 million of sales in eight years at 4 percent; 20.9 percent of it is tax.
    const [royalty] = sure(valuedWith('separator-royalty')).content.methods
    expect(royalty?.bridge.slice(0, 2)).toEqual([
      { code: 'royalties', amount: '2248000000' },
      { code: 'tax', amount: '-469832000' },
    ])
  })

  test('holds for a year from its base day, or until the first of its rights ends', () => {
    expect(sure(valuedWith('separator-royalty')).content.valid_until).toBe('2027-03-02')
    const soon = sure(
      valuedWith('separator-royalty', raw => {
        raw.rights[0].right.expires_on = '2026-12-31'
      }),
    )
    expect(soon.content.valid_until).toBe('2026-12-31')
  })

  test('is kept for five years after its report', () => {
    expect(sure(valuedWith('separator-royalty')).content.keep_until).toBe('2031-03-20')
  })

  test('gives a real option as Hull prints it: 4.76 on 42', () => {
    const { content } = sure(
      valuedWith('separator-royalty', raw => {
        raw.methods = [
          {
            method: 'real_option',
            why: raw.methods[0].why,
            input: {
              ...{ form: 'european', kind: 'invest', underlying: '4200', exercise: '4000', years: '0.5' },
              ...{ risk_free: '0.1', volatility: '0.2' },
            },
          },
        ]
        Object.assign(raw.lead, { method: 'real_option', ground: 'only_method' })
      }),
    )
    expect(content.value.mid).toBe('476')
  })

  test('is what those who rely on it read', () => {
    const { content, digest } = sure(valuedWith('reducer-market'))
    const told = {
      ...{ id: '0199a000-0000-7000-8000-000000000000', digest, value: content.value },
      ...{ base_day: content.request.base_day, valid_until: content.valid_until },
      rights: content.rights.map(right => right.key),
      lead: { method: content.reconciled.leading, reason: content.reconciled.ground },
      methods: content.methods.map(({ method, low, mid, high }) => ({ method, low, mid, high })),
    }
    expect(issuedValuation.safeParse(told).success).toBe(true)
  })
})

describe('a right', () => {
  test('that has lapsed is refused with its day', () => {
    const found = refusedWith('separator-royalty', raw => {
      raw.rights[0].events.push(event('lapse', '2026-02-01'))
    })
    expect(found).toEqual([['valued_right_lapsed', 'rights.0', KEY, 'lapsed', '2026-03-02']])
  })

  test('that lapses after the base day is valued', () => {
    const found = refusedWith('separator-royalty', raw => {
      raw.rights[0].events.push(event('lapse', '2026-03-03'))
    })
    expect(found).toEqual([])
  })

  test('that has expired is refused', () => {
    const found = refusedWith('separator-royalty', raw => {
      raw.rights[0].right.expires_on = '2026-03-01'
    })
    expect(found[0]?.slice(0, 4)).toEqual(['valued_right_lapsed', 'rights.0', KEY, 'expired'])
  })

  test('whose fees are overdue is refused, as nobody knows whether it stands', () => {
    const found = refusedWith('separator-royalty', raw => {
      raw.rights[0].annuities_paid_until = '2026-01-31'
    })
    expect(found[0]?.[0]).toBe('valued_right_status_unknown')
  })

  test('that another owns is refused, and so is one the client has sold', () => {
    const strange = refusedWith('separator-royalty', raw => {
      raw.client.name = '다른전지 주식회사'
    })
    expect(strange).toEqual([['valued_right_unowned', 'rights.0', KEY, '다른전지 주식회사']])
    const sold = refusedWith('separator-royalty', raw => {
      raw.rights[0].owners[0].until = '2026-03-02'
      raw.rights[0].owners.push({ name: '산사람', share: '1/1', since: '2026-03-02', until: null })
    })
    expect(sold[0]?.[0]).toBe('valued_right_unowned')
  })

  test('that is pledged is refused with holder and rank, unless the pledge is taken into account by its rank', () => {
    const none = refusedWith('separator-royalty', raw => {
      raw.liens_taken_into_account = []
    })
    expect(none).toEqual([['valued_right_pledged', 'rights.0', KEY, 'pledge', '한빛은행', '1', '2-1']])
    const second = refusedWith('separator-royalty', raw => {
      raw.liens_taken_into_account[0].rank = 2
    })
    expect(second.map(one => one[0])).toEqual(['valued_right_pledged', 'valued_lien_unknown'])
    // 1,200,146,461 less the 300,000,000 secured.
    expect(sure(valuedWith('separator-royalty')).content.after_liens).toBe('900146461')
  })

  test('whose pledge was released unclearly stays pledged', () => {
    const found = refusedWith('separator-royalty', raw => {
      raw.liens_taken_into_account = []
      raw.rights[0].events.push(event('pledge_release', '2025-01-01', { unclear: true }))
    })
    expect(found.map(one => one[0])).toEqual(['valued_right_pledged'])
  })

  test('may stand in a valuation once', () => {
    const found = refusedWith('separator-royalty', raw => {
      raw.rights.push(structuredClone(raw.rights[0]))
    })
    expect(found.map(one => one.slice(0, 2))).toEqual([['valued_right_twice', 'rights.1']])
  })
})

describe('a life beyond the legal life', () => {
  const until = (day: string) => (raw: ReturnType<typeof rawOf>) => {
    raw.rights[0].right.expires_on = day
  }

  test('is cut to the months that are left, and it says so', () => {
    const { content } = sure(valuedWith('separator-royalty', until('2029-09-02')))
    expect(content.methods.map(one => one.cut)).toEqual([
      { of: 'royalty_relief', from: '96', to: '42', right: KEY },
      { of: 'cost', from: '180', to: '102', right: KEY },
    ])
    // Three years and a half at 4 percent: 4.2, 5.6, 6.9 and half of 7.8 thousand million.
    expect(content.methods[0]?.bridge[0]).toEqual({ code: 'royalties', amount: '824000000' })
  })

  test('by a single month is cut as well, and one that ends with the right is not', () => {
    const cutOf = (day: string) => sure(valuedWith('separator-royalty', until(day))).content.methods[0]?.cut
    expect(cutOf('2034-02-02')).toMatchObject({ from: '96', to: '95' })
    expect(cutOf('2034-03-02')).toBeNull()
  })

  test('is cut by the first of several rights to end', () => {
    const { content } = sure(valuedWith('reducer-market'))
    expect(content.legal).toEqual({ right: 'KR:utility_model:registration:20-0000000-F504', months: 58 })
    expect(content.methods[0]?.cut).toMatchObject({ from: '72', to: '58' })
  })

  test('cuts the income method and what is drawn in the simulation', () => {
    const { content } = sure(
      valuedWith('lidar-income-simulated', raw => {
        raw.rights[0].right.expires_on = '2028-03-02'
      }),
    )
    expect(content.methods[0]?.cut).toMatchObject({ of: 'income', to: '18' })
    expect(content.simulation?.cut).toMatchObject({ of: 'simulation', to: '18' })
    const long = sure(valuedWith('lidar-income-simulated'))
    expect(BigInt(content.value.mid)).toBeLessThan(BigInt(long.content.value.mid))
  })

  test('leaves no method that begins after the right has ended', () => {
    const found = refusedWith('separator-royalty', raw => {
      until('2026-08-02')(raw)
      raw.methods[0].input.preparation_months = 6
    })
    expect(found.map(one => one.slice(0, 2))).toEqual([['valuation_no_life_left', 'methods.0.input.rights']])
  })

  test('ends growth for ever', () => {
    const compared = (raw: ReturnType<typeof rawOf>) => {
      raw.methods[1] = {
        method: 'with_and_without',
        why: raw.methods[1].why,
        differs_because: raw.methods[1].differs_because,
        input: {
          ...{ with: ['300'], without: ['100'], discount_rate: '0.25', growth_after: '0.02' },
          ...{ preparation_months: 0, months_of_last_year: 12 },
        },
      }
    }
    const { content } = sure(valuedWith('separator-royalty', compared))
    // 200 more in the one year, at 25 percent.
    expect(content.methods[1]).toMatchObject({ mid: '160', cut: { from: 'for_ever' } })
  })
})

describe('the methods', () => {
  test('that differ beyond the edition owe a reason', () => {
    const found = refusedWith('separator-royalty', raw => {
      raw.methods[1].differs_because = undefined
    })
    expect(found[0]?.[0]).toBe('valuation_difference_unexplained')
    expect(found[0]).toContain('0.3')
  })

  test('refuse by their own rules, at their own place', () => {
    const price = refusedWith('separator-royalty', raw => {
      raw.methods[1].input.items[0].index_then = '0'
    })
    expect(price[0]?.slice(0, 2)).toEqual(['valuation_index_not_positive', 'methods.1.input.items.0'])
    const currency = refusedWith('reducer-market', raw => {
      raw.methods[0].input.comparables[0].currency = 'USD'
      raw.methods[0].input.subject.upfront = '100000000'
    })
    expect(currency[0]?.[0]).toBe('valuation_currency_rate_missing')
    const few = refusedWith('reducer-market', raw => {
      raw.methods[0].input.comparables = raw.methods[0].input.comparables.slice(0, 4)
    })
    expect(few[0]?.[0]).toBe('valuation_comparables_too_few')
  })

  test('leave out a licence with a price of zero, and say so', () => {
    const market = sure(valuedWith('reducer-market')).content.methods[0]
    expect(market?.steps).toMatchObject({ left_out: [{ id: 'L-2018-01', why: 'royalty_of_zero' }] })
  })

  test('are each given once, and the lead is one of them', () => {
    const twice = refusedWith('separator-royalty', raw => {
      raw.methods[1] = structuredClone(raw.methods[0])
    })
    expect(twice[0]?.[0]).toBe('valuation_method_twice')
    const missing = refusedWith('separator-royalty', raw => {
      raw.lead.method = 'income'
    })
    expect(missing[0]?.[0]).toBe('valuation_leading_missing')
  })

  test('with bad numbers are no request', () => {
    const bad = (change: (raw: ReturnType<typeof rawOf>) => void) => {
      const raw = rawOf('separator-royalty')
      change(raw)
      return parsed(valuingRequest, raw).ok
    }
    expect(bad(() => {})).toBe(true)
    expect(bad(raw => Object.assign(raw.methods[0].input, { tax_rate: '1' }))).toBe(false)
    expect(
      bad(raw => Object.assign(raw.methods[0].input, { royalty_rate: { low: '0.05', mid: '0.04', high: '0.06' } })),
    ).toBe(false)
    expect(bad(raw => Object.assign(raw, { base_day: '26-03-02' }))).toBe(false)
    expect(bad(raw => Object.assign(raw, { opinion: {} }))).toBe(false)
  })
})

describe('the simulation', () => {
  test('is refused for correlations nothing can have, before a report is made', () => {
    const found = refusedWith('lidar-income-simulated', raw => {
      raw.simulation.correlations = [
        { between: ['sales', 'growth'], rank: '0.95' },
        { between: ['margin', 'growth'], rank: '0.95' },
        { between: ['sales', 'margin'], rank: '-0.95' },
      ]
    })
    expect(found[0]?.[0]).toBe('simulation_correlations_inconsistent')
  })

  test('has its percentiles in order and its seed on record', () => {
    const outcome = sure(valuedWith('lidar-income-simulated')).content.simulation?.outcome
    expect(outcome?.seed).toBe(20260302)
    const [p5, p50, p95] = ['p5', 'p50', 'p95'].map(name => BigInt(outcome?.percentiles[name] ?? '0'))
    expect([p5, p50, p95]).toEqual([p5, p50, p95].toSorted((a, b) => Number((a as bigint) - (b as bigint))))
  })
})

describe('the persons who answer', () => {
  test('are two, and the second is nobody near an owner', () => {
    const found = refusedWith('separator-royalty', raw => {
      raw.appraisers.reviewer.id = raw.appraisers.valuer.id
      raw.appraisers.reviewer.is_related = true
      raw.report_day = '2026-03-01'
    })
    expect(found.map(one => one[0])).toEqual([
      'valued_days_unordered',
      'valued_signers_alike',
      'valued_reviewer_related',
    ])
  })
})

test('a report speaks a language only where every text of it is in that language', () => {
  expect(speaks(requestOf('separator-royalty'), 'zh').ok).toBe(true)
  const found = speaks(
    requestOf('separator-royalty', raw => {
      raw.limits[1] = { ko: '한계', en: 'A limit' }
    }),
    'zh',
  )
  expect(found).toEqual({
    ok: false,
    refusals: [{ code: 'valued_language_missing', at: 'limits.1', params: { value: 'zh' } }],
  })
})
