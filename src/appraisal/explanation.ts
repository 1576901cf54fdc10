/**
 * A decision in words: what is recommended and why, the values read and the thresholds, what would change it and what would
 * raise the grade. Made from the record's codes in the reader's language; nothing is decided here.
 */
import { filled, type Language, type Words } from '../kernel/words.ts'
import type { Reason } from '../decision/reasons.ts'
import { pointsText } from '../scoring/score.ts'
import type { Appraisal } from './appraise.ts'
import { nextBetter, type Raise } from './raise.ts'
import type { DecisionRecord } from './record.ts'
import { type Label, LABELS } from './words.ts'

export type WordsOf = (key: string) => Words | undefined

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',')
/** A value as it is read: amounts in groups of three, codes as they are. */
const shownValue = (text: string | null, unknown: string): string =>
  text === null ? unknown : /^\d{5,}$/.test(text) ? grouped(text) : text

type Voice = {
  readonly say: (label: Label, params?: Readonly<Record<string, string>>) => string
  readonly word: (key: string) => string | undefined
}

const voiceOf = (language: Language, words: WordsOf): Voice => ({
  say: (label, params = {}) => filled(LABELS[label][language], params),
  word: key => words(key)?.[language],
})

/** What is required, in the words of its clause or limit. */
function requirement(reason: Reason, { word }: Voice): string {
  if (reason.code.startsWith('cap.')) return word(`limit.${reason.code.slice(4)}`) ?? word(`external.${reason.code.slice(4)}`) ?? reason.code
  return word(`clause.${reason.code}.says`) ?? word(reason.code) ?? reason.code
}

function reasonLines(reason: Reason, place: number, voice: Voice): string[] {
  const { say, word } = voice
  const change = word(`clause.${reason.code}.change`) ?? word(`${reason.code}.change`)
  return [
    `  ${place + 1}. ${requirement(reason, voice)} [${reason.code}]`,
    ...reason.readings.map(reading => {
      const name = word(`fact.${reading.fact}`) ?? reading.fact
      const due = shownValue(reading.threshold, say('unknown'))
      return `     ${name}: ${say('read')} ${shownValue(reading.value, say('unknown'))}, ${say('due')} ${reading.operator} ${due}`
    }),
    `     ${say('withheld')} ${grouped(reason.withheld)} ${say('won')}`,
    ...(change === undefined ? [] : [`     ${say('change')}: ${change}`]),
  ]
}

function gradeLines(record: DecisionRecord, { say, word }: Voice): string[] {
  const { scoring } = record
  const held =
    scoring.score_grade === scoring.technology_grade
      ? ''
      : `, ${say('held_down', { from: scoring.score_grade, to: scoring.technology_grade })}`
  const groups = [
    `${say('grade')}: ${scoring.grade}  ${word(`grade.${scoring.grade}.meaning`) ?? ''}`,
    `  ${say('score')}: ${scoring.score} (${say('of_100')}) -> ${scoring.technology_grade}${held}`,
    ...scoring.items.map(
      item => `    ${item.mark}  ${item.points.padStart(9)} / ${item.points_max.padEnd(9)} ${word(`indicator.${item.indicator}.name`) ?? item.indicator}`,
    ),
    `  ${say('risk')}: ${scoring.risk.total} -> ${scoring.risk.grade} (${scoring.risk.base}${scoring.risk.items
      .map(item => ` ${item.points < 0 ? '-' : '+'} ${Math.abs(item.points)} ${word(`risk.${item.attribute}.name`) ?? item.attribute}`)
      .join('')})`,
  ]
  return groups
}

function termLines(record: DecisionRecord, { say, word }: Voice): string[] {
  const { terms, authority, caps } = record.decision
  if (terms === null) return []
  const amount = (digits: string) => `${grouped(digits)} ${say('won')}`
  return [
    `${say('terms')}: ${word(`programme.${record.decision.programme}.name`) ?? record.decision.programme}`,
    `  ${say('loan')} ${amount(terms.loan)}, ${say('guaranteed')} ${amount(terms.guaranteed)} (${terms.ratio}), ${say('bank_share')} ${amount(terms.bank_share)}`,
    `  ${say('fee')}: ${terms.fee.rate}, ${amount(terms.fee.first)}`,
    `  ${say('valid_until')} ${terms.valid_until}`,
    `  ${say('authority')}: ${word(`authority.${authority.level}`) ?? authority.level}, ${say('signatures', { count: String(authority.quorum) })}`,
    `  ${say('caps')}:`,
    ...caps.map(cap => `    ${word(`limit.${cap.code}`) ?? cap.code}: ${say('room')} ${amount(cap.room)}`),
  ]
}

function raiseLines(raise: Raise | undefined, appraisal: Appraisal, { say, word }: Voice): string[] {
  const wanted = raise?.wanted ?? nextBetter(appraisal.graded.grade)
  if (wanted === undefined) return []
  if (raise === undefined) return [say('raise_none', { grade: wanted })]
  return [
    `${say('raise', { grade: raise.wanted })}:`,
    ...raise.steps.flatMap(step => [
      `  ${word(`horizon.${step.horizon}.name`) ?? step.horizon}`,
      ...step.improvements.flatMap(one => [
        `    ${word(`indicator.${one.indicator}.name`) ?? one.indicator}: ${one.from} -> ${one.to} (${say('points_gained', { points: pointsText(one.gain) })})`,
        ...(word(`indicator.${one.indicator}.improvement`) === undefined ? [] : [`      ${word(`indicator.${one.indicator}.improvement`)}`]),
      ]),
    ]),
  ]
}

function valueLines(record: DecisionRecord, { say, word }: Voice): string[] {
  const { valuation } = record
  if (valuation.state === 'not_asked') return []
  if (valuation.state === 'refused')
    return [`${say('value')}: ${valuation.refusals.map(one => word(`refusal.${one.code}`) ?? one.code).join('; ')}`]
  return valuation.methods.map(
    one => `${say('value')} (${word(`method.${one.method}.name`) ?? one.method}): ${grouped(one.low)} ~ ${grouped(one.mid)} ~ ${grouped(one.high)} ${say('won')}`,
  )
}

/**
 * The explanation of a decision, a line an entry.
 *
 * @param record    the decision
 * @param appraisal the same, run again: where the trace is
 * @param raise     the cheapest way to the next better grade, undefined where no marks lead there
 */
export function explanationOf(
  record: DecisionRecord,
  appraisal: Appraisal,
  raise: Raise | undefined,
  words: WordsOf,
  language: Language,
): readonly string[] {
  const voice = voiceOf(language, words)
  const { say, word } = voice
  const { decision } = record
  const unread = record.facts_unread.map(one => `${word(`fact.${one.fact}`) ?? one.fact} (${one.reason})`)
  return [
    `${record.case.id}, ${record.day}: ${say(decision.recommended)}`,
    '',
    ...(decision.reasons.length === 0
      ? [say('no_reason')]
      : [say('reasons'), ...decision.reasons.flatMap((reason, place) => reasonLines(reason, place, voice))]),
    '',
    ...termLines(record, voice),
    ...valueLines(record, voice),
    ...gradeLines(record, voice),
    '',
    ...raiseLines(raise, appraisal, voice),
    ...(unread.length === 0 ? [] : [`${say('facts_unread')}: ${unread.join(', ')}`]),
  ]
}
