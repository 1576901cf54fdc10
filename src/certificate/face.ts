/**
 * What a certificate prints: the disclosure in words of one language. Nothing stands on the face that the disclosure
 * does not lead to but the names, so the verifier can make the face again and hold it against what was printed.
 */
import { calendarDate } from '../kernel/calendar.ts'
import { filled, type Language, type Words } from '../kernel/words.ts'
import { compileModels, millionths, type TechnologyScore, technologyScore } from '../scoring/score.ts'
import type { CertificateContent, LabelledText, ScoreRow } from './content.ts'
import type { DisclosedNumbers, Disclosure } from './disclosure.ts'
import { FAIR_TOTAL, KIND_LABELS, LABELS, type Label } from './words.ts'

/** The words of the editions: key -> three languages. */
export type WordsOf = (key: string) => Words | undefined

/** Names printed on the face; they stand in no record. */
export type Printed = {
  readonly firm: string
  readonly businessNumber: string | null
  readonly industry: string
  /** Where anybody can check a number; the number is put behind it. */
  readonly verifier: string
}

type Speaking = {
  readonly say: (label: Label, params?: Readonly<Record<string, string>>) => string
  /** The words of an edition, or the key itself where it has none. */
  readonly word: (key: string) => string
}

const speaking = (language: Language, words: WordsOf): Speaking => ({
  say: (label, params = {}) => filled(LABELS[label][language], params),
  word: key => words(key)?.[language] ?? key,
})

/** Digits in groups of three. */
export const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',')

/** A ratio or rate as percent: '0.85' is '85', '0.009' is '0.9'. Moves the point, never rounds. */
export function percentText(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.')
  const digits = fraction.padEnd(2, '0')
  const left = `${whole}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/, '')
  const right = digits.slice(2).replace(/0+$/, '')
  return right === '' ? left : `${left}.${right}`
}

/** Points with two decimals, half up: for the eye; the exact ones are attached. */
function shortPoints(millionthsOfPoint: number): string {
  const hundredths = (millionthsOfPoint + 5000 - ((millionthsOfPoint + 5000) % 10_000)) / 10_000
  const text = String(hundredths).padStart(3, '0')
  return `${text.slice(0, -2)}.${text.slice(-2)}`
}

function scoreRows(
  score: TechnologyScore,
  { fair_score: fair, certificate }: Disclosure,
  numbers: DisclosedNumbers,
  { word, say }: Speaking,
): ScoreRow[] {
  const rows: ScoreRow[] = numbers.rubric.modules.flatMap(({ code }) => {
    const items = score.items.filter(item => item.module === code)
    const line = (points: number, max: number) => ({ points: shortPoints(points), max: shortPoints(max) })
    const points = items.reduce((sum, item) => sum + item.points, 0)
    const max = items.reduce((sum, item) => sum + item.pointsMax, 0)
    return [
      { level: 'module' as const, label: word(`module.${code}.name`), mark: '', ...line(points, max) },
      ...items.map(item => ({
        level: 'indicator' as const,
        label: word(`indicator.${item.indicator}.name`),
        mark: item.mark,
        ...line(item.points, item.pointsMax),
      })),
    ]
  })
  rows.push({ level: 'total', label: say('total'), mark: '', points: shortPoints(score.total), max: '100.00' })
  if (fair !== undefined)
    rows.push({
      level: 'total',
      label: FAIR_TOTAL[certificate.language],
      mark: '',
      points: shortPoints(millionths(fair)),
      max: '100.00',
    })
  return rows
}

/** Share of its points each group of indicators reached; geometry only. */
function radarAxes(score: TechnologyScore, numbers: DisclosedNumbers, { word }: Speaking) {
  return numbers.rubric.modules.flatMap(module =>
    module.groups.flatMap(group => {
      const items = score.items.filter(item => group.indicators.includes(item.indicator))
      const points = items.reduce((sum, item) => sum + item.points, 0)
      const max = items.reduce((sum, item) => sum + item.pointsMax, 0)
      if (max === 0) return []
      const share = points / max
      return [{ label: word(`group.${group.code}.name`), value: share, text: percentShare(points, max) }]
    }),
  )
}

/** A share as whole percent, cut; for the eye. */
const percentShare = (part: number, whole: number): string => String((BigInt(part) * 100n) / BigInt(whole))

function waterfallSteps(score: TechnologyScore, numbers: DisclosedNumbers, { word }: Speaking) {
  return numbers.rubric.modules.map(({ code }) => {
    const points = score.items.filter(item => item.module === code).reduce((sum, item) => sum + item.points, 0)
    return { label: word(`module.${code}.name`), value: points / 1_000_000, text: shortPoints(points) }
  })
}

function termRows(disclosure: Disclosure, { say, word }: Speaking): LabelledText[] {
  const { terms } = disclosure
  if (terms === null) return []
  const won = (amount: string) => say('won', { amount: grouped(amount) })
  return [
    { label: say('programme'), value: word(`programme.${disclosure.programme}.name`) },
    { label: say('loan'), value: won(terms.loan) },
    { label: say('guaranteed'), value: won(terms.guaranteed) },
    { label: say('bank_share'), value: won(terms.bank_share) },
    { label: say('ratio'), value: `${percentText(terms.ratio)}%` },
    { label: say('fee'), value: `${percentText(terms.fee.rate)}% (${won(terms.fee.first)})` },
    { label: say('term'), value: say('months', { count: String(terms.term_months) }) },
    ...(terms.pledge === null ? [] : [{ label: say('pledge'), value: won(terms.pledge) }]),
    ...terms.tranches.map(tranche => ({
      label: say('tranche', { gate: word(`gate.${tranche.gate}`) }),
      value: `${won(tranche.amount)}, ${say(tranche.released ? 'tranche_released' : 'tranche_waiting')}`,
    })),
  ]
}

function rightsText(disclosure: Disclosure, { say }: Speaking): string {
  const rights = disclosure.rights.map(right =>
    right.office !== null && right.number !== null
      ? `${right.office} ${right.number}`
      : right.kind === 'know_how'
        ? say('know_how')
        : right.kind === 'software'
          ? say('software')
          : right.kind,
  )
  return [...new Set(rights)].join(' · ')
}

function factRows(disclosure: Disclosure, printed: Printed, speaking: Speaking): LabelledText[] {
  const { say, word } = speaking
  const [family, stage] = [
    disclosure.model.slice(0, disclosure.model.lastIndexOf('_')),
    disclosure.model.split('_').at(-1),
  ]
  const rights = rightsText(disclosure, speaking)
  const { valuation } = disclosure
  const won = (amount: string) => say('won', { amount: grouped(amount) })
  return [
    { label: say(printed.businessNumber === null ? 'founder' : 'firm'), value: printed.firm },
    ...(printed.businessNumber === null ? [] : [{ label: say('business_number'), value: printed.businessNumber }]),
    { label: say('industry'), value: printed.industry },
    ...(rights === '' ? [] : [{ label: say('rights'), value: rights }]),
    ...(disclosure.trl === null ? [] : [{ label: say('trl'), value: `TRL ${disclosure.trl}` }]),
    { label: say('model'), value: `${word(`family.${family}.name`)} · ${word(`stage.${stage}.name`)}` },
    { label: say('appraised'), value: disclosure.record.day },
    {
      label: `${say('technology_grade')} · ${say('risk_grade')}`,
      value: `${disclosure.technology_grade} · ${disclosure.risk_grade}`,
    },
    ...(valuation === null
      ? []
      : [
          {
            label: say('value'),
            value: `${won(valuation.low)} ~ ${won(valuation.mid)} ~ ${won(valuation.high)}${
              valuation.status === 'assumed' ? ` (${say('value_assumed')})` : ''
            }`,
          },
        ]),
  ]
}

/**
 * The face of a certificate.
 *
 * @param disclosure what the certificate discloses; its marks are taken as they are, see `recomputed` for the check
 * @param numbers    the attached editions
 * @returns everything that is drawn, but the attachment
 */
export function faceOf(
  disclosure: Disclosure,
  numbers: DisclosedNumbers,
  printed: Printed,
  words: WordsOf,
): Omit<CertificateContent, 'attachment'> {
  const { language, number, issued_on, valid_until } = disclosure.certificate
  const voice = speaking(language, words)
  const { say, word } = voice
  const model = compileModels(numbers.rubric, numbers.models).get(disclosure.model)
  if (model === undefined) throw new Error(`no model ${disclosure.model}`)
  const score = technologyScore(
    model,
    disclosure.marks.map(one => ({ ...one, spread: 0 })),
  )
  const axes = radarAxes(score, numbers, voice)
  const steps = waterfallSteps(score, numbers, voice)
  const valued = disclosure.valuation === null ? [] : [say('limit_value')]
  return {
    language,
    issuer: say('issuer'),
    title: say('title'),
    subtitle: language === 'en' ? '' : LABELS.title.en,
    number: { label: say('number'), value: number },
    issueDay: { label: say('issued'), value: issued_on },
    issuedOn: calendarDate(issued_on),
    statement: say('statement'),
    facts: factRows(disclosure, printed, voice),
    grade: { label: say('grade'), value: disclosure.grade, meaning: word(`grade.${disclosure.grade}.meaning`) },
    purpose: { label: say('purpose'), value: say('purpose_value') },
    use: { label: say('use'), value: say('use_value') },
    validity: { label: say('validity'), value: say('validity_value', { from: issued_on, until: valid_until }) },
    terms: {
      heading: say(disclosure.recommended === 'approve' ? 'terms_approve' : 'terms_refer'),
      rows: termRows(disclosure, voice),
    },
    score: {
      heading: say('score'),
      summary: say('score_summary', { total: disclosure.score }),
      columns: {
        label: say('score_item'),
        mark: say('score_mark'),
        points: say('score_points'),
        max: say('score_max'),
      },
      rows: scoreRows(score, disclosure, numbers, voice),
    },
    radar: {
      heading: say('radar'),
      alt: say('radar_alt', { values: axes.map(axis => `${axis.label} ${axis.text}%`).join(', ') }),
      axes,
    },
    waterfall: {
      heading: say('waterfall'),
      alt: say('waterfall_alt', { values: steps.map(step => `${step.label} ${step.text}`).join(', ') }),
      steps,
      total: { label: say('total'), text: shortPoints(millionths(disclosure.score)) },
    },
    conditions: {
      heading: say('conditions'),
      items: (disclosure.terms?.conditions ?? []).map(code => conditionText(code, word)),
    },
    limits: { heading: say('limits'), items: [say('limit_day'), say('limit_assumed'), ...valued] },
    notAGuarantee: say('not_a_guarantee'),
    editions: {
      heading: say('editions'),
      items: disclosure.editions.flatMap(({ kind, edition }) => {
        const label = KIND_LABELS[kind]
        return label === undefined ? [] : [`${label[language]} ${edition}`]
      }),
    },
    appraisers: {
      heading: say('appraisers'),
      items: disclosure.appraisers.map(({ appraiser, grade }) => say('appraiser', { appraiser, grade })),
    },
    notes: { heading: say('notes'), items: [say('note_record', { digest: disclosure.record.digest })] },
    verification: {
      heading: say('verification'),
      text: say('verification_text'),
      url: `${printed.verifier}${number}`,
      qrAlt: say('qr_alt'),
    },
    seal: { text: say('seal'), fieldLabel: say('seal_field'), reason: say('seal_reason') },
  }
}

/** A condition by its own words, or a clause that became one by what would change it. */
export const conditionText = (code: string, word: (key: string) => string): string =>
  code.includes('.') ? word(`clause.${code}.says`) : word(`condition.${code}`)
