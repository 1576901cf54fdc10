/** Panels at size: agreement over many marks, severity from two starts, and draws of many cases. */

import { carriedOn } from '../../appraisal/rule-book.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { agreementOf } from '../../panel/agreement/agreement.ts'
import type { Rating } from '../../panel/agreement/ratings.ts'
import { panelDraw, type WeightedDraw } from '../../panel/drawing/draw.ts'
import { drawingRules } from '../../panel/drawing/edition.ts'
import type { Candidate, Subject } from '../../panel/drawing/eligibility.ts'
import { keysOf } from '../../panel/drawing/names.ts'
import { FACETS, marksOf } from '../../panel/severity/marks.ts'
import { type Rasch, raschOf } from '../../panel/severity/rasch.ts'
import { simulatedPanel } from '../../panel/severity/simulated.ts'
import { granted, shippedRules } from '../command.ts'
import type { Measure } from '../measure.ts'

/** Three of sixty appraise each technology on every indicator: 95 of 100 marks there could be are missing. */
const TECHNOLOGIES = 2000
const SHAPE = { appraisers: 60, items: 33, drawn: 3, honestSpread: 0.3, lenient: [], halo: [] } as const
const AGREED = 100_000
const SCALE = [0, 1, 2, 3, 4] as const

let made: readonly Rating[] | undefined
const ratings = (): readonly Rating[] => {
  made ??= simulatedPanel({ ...SHAPE, cases: TECHNOLOGIES }, 1).ratings
  return made
}

/** Seconds that pass, and seconds of the processor, whatever else it does. */
function timed<Value>(run: () => Value) {
  const [start, used] = [process.hrtime.bigint(), process.cpuUsage()]
  const value = run()
  const { user, system } = process.cpuUsage(used)
  return { value, seconds: Number(process.hrtime.bigint() - start) / 1e9, processor: (user + system) / 1e6 }
}

/** The greatest difference of a measure between two answers, in logits. */
const apart = (one: Rasch, other: Rasch): number =>
  Math.max(
    ...one.subsets.flatMap((subset, order) =>
      FACETS.flatMap(facet =>
        subset.measures[facet].map((measure, at) =>
          Math.abs(measure.measure - (other.subsets[order]?.measures[facet][at]?.measure ?? Number.NaN)),
        ),
      ),
    ),
  )

const CASES = 1_000
const REGISTERED = 500
const FIELDS = ['ict', 'machinery', 'electrical', 'materials', 'chemical'] as const
const DAY = calendarDate('2026-07-01')

/** A register of five hundred, of all fields and loads, one in ten with an interest in the firm. */
const registered = (): readonly Candidate[] =>
  Array.from({ length: REGISTERED }, (_, at) => ({
    id: `person-${10_000 + at}`,
    nameKeys: keysOf([`Appraiser ${at}`]),
    certificate: (['1', '2', '3'] as const)[at % 3] ?? '3',
    grounds: [],
    fields: [FIELDS[at % FIELDS.length] as string],
    interests:
      at % 10 === 0
        ? [{ kind: 'employment', organisation: 'firm-1', person: null, name: null, since: null, until: null } as const]
        : [],
    organisations: ['office-1'],
    open: at % 5,
  }))
const subjectOf = (place: number): Subject => ({
  organisations: new Set([`firm-${place}`, 'bank-1']),
  persons: new Set([`person-${place}`]),
  nameKeys: keysOf([`Inventor ${place}`]),
  preparedBy: new Set(['person-1']),
  drawnBefore: new Set(),
  fields: {
    main: new Set([FIELDS[place % FIELDS.length] as (typeof FIELDS)[number]]),
    side: new Set([FIELDS[(place + 1) % FIELDS.length] as (typeof FIELDS)[number]]),
  },
  isHighAmount: place % 4 === 0,
})

/** More than rounding: two answers this far apart are two answers. */
const APART_MAX = 1e-9

export const measures: readonly Measure[] = [
  {
    name: 'panel.agreement',
    says:
      `Agreement of ${AGREED.toLocaleString('en-US')} marks, over all, by indicator, pair and appraiser: ` +
      'alpha, ICC, kappas.',
    unit: 's',
    better: 'lower',
    bar: { of: 'value', is: 2 },
    take: () => {
      const chosen = ratings().slice(0, AGREED)
      const asked = { scale: SCALE, metric: 'ordinal', level: 0.95, fieldOf: () => undefined } as const
      const { value, seconds, processor } = timed(() => granted(agreementOf(chosen, asked)))
      return {
        value: seconds,
        note:
          `${value.all.marks} marks, ${value.pairs.length} pairs; ${processor.toFixed(2)} s of the processor. ` +
          'Without resampled intervals.',
      }
    },
  },
  {
    name: 'panel.rasch',
    says:
      `The many-facet Rasch model over ${TECHNOLOGIES.toLocaleString('en-US')} technologies, ` +
      `${SHAPE.appraisers} appraisers and ${SHAPE.items} indicators, ` +
      `${100 - (SHAPE.drawn * 100) / SHAPE.appraisers} % missing, with errors, fit and fair scores; one core.`,
    unit: 's',
    better: 'lower',
    bar: { of: 'value', is: 5 },
    take: () => {
      const marks = granted(marksOf(ratings()))
      const first = timed(() => granted(raschOf(marks)))
      const other = granted(raschOf(marks, { start: (facet, at) => (facet === 'step' ? 1 : (at % 7) - 3) }))
      const difference = apart(first.value, other)
      if (!(difference < APART_MAX)) throw new Error(`two starts end ${difference} logits apart`)
      return {
        value: first.seconds,
        note:
          `${marks.count} marks in ${first.value.subsets[0]?.rounds} rounds; ` +
          `${first.processor.toFixed(2)} s of the processor. From a start up to 3 logits off, ` +
          `${other.subsets[0]?.rounds} rounds to the same answer: ${difference.toExponential(1)} logits apart at most.`,
      }
    },
  },
  {
    name: 'panel.assignment',
    says:
      `Panels drawn for ${CASES.toLocaleString('en-US')} cases, of ${REGISTERED} on the register each: ` +
      'who is eligible, with what weight, and who is drawn.',
    unit: 's',
    better: 'lower',
    bar: { of: 'value', is: 1 },
    take: () => {
      const edition = granted(carriedOn(shippedRules(), 'panel', DAY))
      const rules = drawingRules(edition.edition, edition.drawing, edition.roster.open_assignments_max.values)
      const candidates = registered()
      const drawAll = (): readonly WeightedDraw[] =>
        Array.from({ length: CASES }, (_, place) => {
          const subject = subjectOf(place)
          const drawing = { subject, candidates, rules, day: DAY, seed: `seed-${place}`, next: null }
          return panelDraw(drawing, { count: subject.isHighAmount ? 2 : 1, high: 2 })
        })
      drawAll()
      const { value, seconds, processor } = timed(drawAll)
      const eligible = value.reduce((sum, draw) => sum + draw.candidates.length, 0) / CASES
      return { value: seconds, note: `${eligible} eligible on average; ${processor.toFixed(2)} s of the processor.` }
    },
  },
]
