/** The part of a report about the value: methods, the lead, the bridge, sensitivity, distribution, comparables. */
import type { MarketRates } from '../../valuation/methods/market.ts'
import type { ValuationContent } from '../../valuation/reporting/valued.ts'
import type { MethodRecord } from '../../valuation/reporting/worked.ts'
import type { Section } from '../document.ts'
import { inputRows, inputText, salesText, shortDecimal } from './face-inputs.ts'
import type { Voice } from './voice.ts'
import { GROUND_WORDS, INPUT_WORDS, METHOD_WORDS, STEP_WORDS } from './words-codes.ts'

const column = (label: string, align: 'start' | 'end', share: number) => ({ label, align, share })

export function methodsTable({ methods, reconciled }: ValuationContent, { say, of, digits }: Voice): Section {
  return {
    kind: 'table',
    heading: say('methods'),
    summary: say('methods_summary'),
    columns: [
      column(say('method'), 'start', 0.3),
      column(say('low'), 'end', 0.19),
      column(say('mid'), 'end', 0.19),
      column(say('high'), 'end', 0.19),
      column(say('to_lead'), 'end', 0.13),
    ],
    rows: methods.map(({ method, low, mid, high }) => {
      const check = reconciled.checks.find(one => one.method === method)
      const beside = check === undefined ? say('leads') : `${shortDecimal(check.ratio, 2)}`
      return { cells: [of(METHOD_WORDS, method), digits(low), digits(mid), digits(high), beside], isSum: false }
    }),
  }
}

/** Why the lead leads, why each method was given what it was, and why some differ. */
export function reasons(content: ValuationContent, tolerance: string, voice: Voice): Section {
  const { say, of, own, percent } = voice
  const { lead, methods } = content.request
  const method = of(METHOD_WORDS, lead.method)
  const items = [
    say('lead_says', { method, ground: of(GROUND_WORDS, lead.ground), reason: own(lead.reason) }),
    ...methods.map(one => say('method_says', { method: of(METHOD_WORDS, one.method), why: own(one.why) })),
    ...content.reconciled.checks.flatMap(check => {
      const asked = methods.find(one => one.method === check.method)
      if (asked?.differs_because === undefined) return []
      const ratio = shortDecimal(check.ratio, 2)
      return [say('differs', { method: of(METHOD_WORDS, check.method), ratio, why: own(asked.differs_because) })]
    }),
    say('not_averaged', { tolerance: percent(tolerance).slice(0, -1) }),
  ]
  return { kind: 'list', heading: say('lead'), items }
}

export function inputsTable(content: ValuationContent, voice: Voice): readonly Section[] {
  const { say, of } = voice
  const pairs = content.request.methods.map((asked, place) => [asked, content.methods[place] as MethodRecord] as const)
  const sales = pairs.flatMap(([asked]) => {
    const text = salesText(asked, voice)
    return text === undefined ? [] : [{ label: of(METHOD_WORDS, asked.method), value: text }]
  })
  return [
    {
      kind: 'table',
      heading: say('inputs'),
      summary: say('inputs_summary'),
      columns: [
        column(say('method'), 'start', 0.24),
        column(say('input'), 'start', 0.31),
        column(say('low'), 'end', 0.15),
        column(say('mid'), 'end', 0.15),
        column(say('high'), 'end', 0.15),
      ],
      rows: pairs.flatMap(([asked, record]) => [...inputRows(asked, record, voice)]),
    },
    { kind: 'pairs', heading: say('sales_by_year'), rows: sales },
  ]
}

const leadingOf = ({ methods, reconciled }: ValuationContent): MethodRecord =>
  methods.find(one => one.method === reconciled.leading) as MethodRecord

export function bridge(content: ValuationContent, { say, of, digits }: Voice): Section {
  const lead = leadingOf(content)
  const name = of(METHOD_WORDS, lead.method)
  const steps = lead.bridge.map(({ code, amount }) => ({
    label: of(STEP_WORDS, code),
    value: Number(amount),
    text: digits(amount),
  }))
  const total = { label: name, text: digits(lead.mid) }
  const said = steps.map(step => `${step.label} ${step.text}`).join(', ')
  const alt = say('bridge_alt', { method: name, steps: said, total: total.text })
  return { kind: 'waterfall', heading: say('bridge'), alt, steps, total }
}

export function sensitivity(content: ValuationContent, voice: Voice): Section {
  const { say, of, digits } = voice
  const lead = leadingOf(content)
  const inputs = lead.drivers.map(driver => {
    const ends = [driver.low, driver.high].map(text => inputText(driver.input, text, voice)).join(' ~ ')
    return {
      label: `${of(INPUT_WORDS, driver.input)} (${ends})`,
      atLow: Number(driver.value_at_low),
      atHigh: Number(driver.value_at_high),
      lowText: digits(driver.value_at_low),
      highText: digits(driver.value_at_high),
    }
  })
  const said = inputs.map(one => `${one.label} ${one.lowText}, ${one.highText}`).join('; ')
  const alt = say('sensitivity_alt', { inputs: said })
  return { kind: 'tornado', heading: say('sensitivity'), alt, middle: Number(lead.mid), inputs }
}

const MARKED = ['p5', 'p25', 'p50', 'p75', 'p95'] as const

/** The spread of the value: histogram with percentiles, where it comes from, and how settled it is. */
export function distribution({ simulation }: ValuationContent, voice: Voice): readonly Section[] {
  if (simulation === null) return []
  const { say, of, digits, won, percent } = voice
  const { outcome } = simulation
  const { from, to, counts } = outcome.histogram
  const marks = MARKED.map(label => {
    const value = outcome.percentiles[label] as string
    return { label: label.toUpperCase(), value: Number(value), text: digits(value) }
  })
  const alt = say('distribution_alt', { marks: marks.map(mark => `${mark.label} ${mark.text}`).join(', ') })
  const shares = outcome.shares.map(one => `${of(INPUT_WORDS, one.input)} ${percent(one.share)}`).join(', ')
  const inputs = outcome.tornado.map(one => ({
    label: of(INPUT_WORDS, one.input),
    atLow: Number(one.at_p10),
    atHigh: Number(one.at_p90),
    lowText: digits(one.at_p10),
    highText: digits(one.at_p90),
  }))
  const said = inputs.map(one => `${one.label} ${one.lowText}, ${one.highText}`).join('; ')
  const middle = Number(outcome.convergence.at(-1)?.p50 ?? outcome.mean)
  return [
    { kind: 'histogram', heading: say('distribution'), alt, from: Number(from), to: Number(to), counts, marks },
    {
      kind: 'list',
      heading: say('simulated_heading'),
      items: [
        say('simulated', {
          count: digits(String(outcome.scenarios)),
          seed: String(outcome.seed),
          mean: won(outcome.mean),
          error: won(outcome.standard_error),
          deviation: won(outcome.deviation),
          none: percent(outcome.not_above_zero).slice(0, -1),
        }),
        ...(shares === '' ? [] : [say('shares', { shares })]),
      ],
    },
    {
      kind: 'tornado',
      heading: say('simulated_tornado'),
      alt: say('sensitivity_alt', { inputs: said }),
      middle,
      inputs,
    },
    {
      kind: 'table',
      heading: say('converged'),
      summary: say('converged_summary'),
      columns: [
        column(say('scenarios'), 'end', 0.15),
        column(say('mean'), 'end', 0.17),
        column(say('error'), 'end', 0.17),
        column('P5', 'end', 0.17),
        column('P50', 'end', 0.17),
        column('P95', 'end', 0.17),
      ],
      rows: outcome.convergence.map(one => ({
        cells: [String(one.scenarios), one.mean, one.standard_error, one.p5, one.p50, one.p95].map(digits),
        isSum: false,
      })),
    },
  ]
}

/** The licences a market value rests on, and those that were left out; nothing for a valuation without. */
export function comparables({ methods }: ValuationContent, voice: Voice): readonly Section[] {
  const market = methods.find(one => one.method === 'market')
  if (market === undefined) return []
  const { say, of, percent } = voice
  const { used, left_out } = market.steps as unknown as Pick<MarketRates, 'used' | 'left_out'>
  return [
    {
      kind: 'table',
      heading: say('comparables'),
      summary: say('comparables_summary'),
      columns: [
        column(say('licence'), 'start', 0.22),
        column(say('similarity'), 'end', 0.15),
        column(say('rate'), 'end', 0.13),
        column(say('adjusted'), 'end', 0.15),
        column(say('adjustment'), 'start', 0.35),
      ],
      rows: used.map(one => ({
        cells: [
          one.id,
          shortDecimal(one.similarity, 3),
          percent(shortDecimal(one.royalty, 4)),
          percent(shortDecimal(one.adjusted_royalty, 4)),
          one.adjustments
            .map(({ attribute, factor }) => say('factor', { attribute: of(INPUT_WORDS, attribute), factor }))
            .join(', ') || say('no_adjustment'),
        ],
        isSum: false,
      })),
    },
    {
      kind: 'list',
      heading: say('left_out'),
      items: left_out.map(({ id, why }) => say('left_out_one', { id, why: of(INPUT_WORDS, why) })),
    },
  ]
}
