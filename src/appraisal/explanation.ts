/**
 * A decision in words: what is recommended and why, the values read and the thresholds, what would change it and what
 * would raise the grade. Made from the record's codes in the reader's language; nothing is decided here.
 */

import type { Reading, Reason } from '../decision/reasons.ts'
import { filled, type Language, type Words } from '../kernel/words.ts'
import type { Improvement } from '../scoring/improvement.ts'
import { pointsText } from '../scoring/score.ts'
import type { Appraisal } from './appraise.ts'
import { isKind } from './edition-kinds.ts'
import { nextBetter, type Raise } from './raise.ts'
import type { DecisionRecord } from './record.ts'
import { KIND_NAMES, LABELS, type Label } from './words.ts'

export type WordsOf = (key: string) => Words | undefined

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',')
/** A value as it is read: amounts in groups of three, codes as they are. */
const shownValue = (text: string | null, unknown: string): string =>
  text === null ? unknown : /^\d{5,}$/.test(text) ? grouped(text) : text

type Voice = {
  readonly say: (label: Label, params?: Readonly<Record<string, string>>) => string
  readonly word: (key: string) => string | undefined
  /** The name of a kind of edition. */
  readonly kind: (code: string) => string
  /** The words of a key, or the code itself where it has none. */
  readonly named: (key: string, code: string) => string
}

const voiceOf = (language: Language, words: WordsOf): Voice => ({
  say: (label, params = {}) => filled(LABELS[label][language], params),
  word: key => words(key)?.[language],
  kind: code => (isKind(code) ? KIND_NAMES[code][language] : code),
  named: (key, code) => words(key)?.[language] ?? code,
})

/** What is required, in the words of its clause or limit; of a stop, that it stands. */
function requirement(reason: Reason, { word, say, kind }: Voice): string {
  if (reason.code.startsWith('stop.')) return say('stopped', { kind: kind(reason.code.slice('stop.'.length)) })
  if (reason.code.startsWith('cap.'))
    return word(`limit.${reason.code.slice(4)}`) ?? word(`external.${reason.code.slice(4)}`) ?? reason.code
  return word(`clause.${reason.code}.says`) ?? word(reason.code) ?? reason.code
}

/** Operators as signs, which read alike in every language. */
const SIGNS: Readonly<Record<string, string>> = {
  at_least: '≥',
  at_most: '≤',
  more_than: '>',
  less_than: '<',
  equals: '=',
  differs: '≠',
  one_of: '∈',
  none_of: '∉',
  on_or_after: '≥',
  on_or_before: '≤',
}

/** What was read and what is due: of a cap its limit and use, of a clause the fact and the threshold. */
function readingLine(reason: Reason, reading: Reading, { say, named }: Voice): string {
  const value = shownValue(reading.value, say('unknown'))
  const due = shownValue(reading.threshold, say('unknown'))
  if (reason.code.startsWith('cap.')) return `     ${say('limit')} ${due}, ${say('used')} ${value}`
  const fact = named(`fact.${reading.fact}`, reading.fact)
  return `     ${fact}: ${say('read')} ${value}, ${say('due')} ${SIGNS[reading.operator] ?? reading.operator} ${due}`
}

function reasonLines(reason: Reason, place: number, voice: Voice): string[] {
  const { say, word } = voice
  const change = word(`clause.${reason.code}.change`)
  return [
    `  ${place + 1}. ${requirement(reason, voice)} [${reason.code}]`,
    ...reason.readings.map(reading => readingLine(reason, reading, voice)),
    `     ${say('withheld')} ${grouped(reason.withheld)} ${say('won')}`,
    ...(change === undefined ? [] : [`     ${say('change')}: ${change}`]),
  ]
}

function scoreLines({ scoring }: DecisionRecord, { say, named }: Voice): string[] {
  const { score_grade: from, technology_grade: to } = scoring
  const held = from === to ? '' : `, ${say('held_down', { from, to })}`
  return [
    ...(scoring.fair === undefined
      ? [`  ${say('score')}: ${scoring.score} (${say('of_100')}) -> ${to}${held}`]
      : [
          `  ${say('fair_score')}: ${scoring.fair.score} (${say('of_100')}) -> ${to}${held}`,
          `  ${say('raw_score')}: ${scoring.score} (${say('of_100')})`,
        ]),
    ...scoring.items.map(({ indicator, mark, points, points_max }) => {
      const share = `${points.padStart(9)} / ${points_max.padEnd(9)}`
      return `    ${mark}  ${share} ${named(`indicator.${indicator}.name`, indicator)}`
    }),
  ]
}

function riskLine({ scoring }: DecisionRecord, { say, named }: Voice): string {
  const { total, grade, base, items } = scoring.risk
  const added = items.map(({ attribute, points }) => {
    const sign = points < 0 ? '-' : '+'
    return ` ${sign} ${Math.abs(points)} ${named(`risk.${attribute}.name`, attribute)}`
  })
  return `  ${say('risk')}: ${total} -> ${grade} (${base}${added.join('')})`
}

const gradeLines = (record: DecisionRecord, voice: Voice): string[] => [
  `${voice.say('grade')}: ${record.scoring.grade}  ${voice.named(`grade.${record.scoring.grade}.meaning`, '')}`,
  ...scoreLines(record, voice),
  riskLine(record, voice),
]

function termLines(record: DecisionRecord, { say, named }: Voice): string[] {
  const { terms, authority, caps, programme } = record.decision
  if (terms === null) return []
  const amount = (digits: string) => `${grouped(digits)} ${say('won')}`
  const signatures = say('signatures', { count: String(authority.quorum) })
  return [
    `${say('terms')}: ${named(`programme.${programme}.name`, programme)}`,
    `  ${say('loan')} ${amount(terms.loan)}`,
    `  ${say('guaranteed')} ${amount(terms.guaranteed)} (${terms.ratio})`,
    `  ${say('bank_share')} ${amount(terms.bank_share)}`,
    `  ${say('fee')}: ${terms.fee.rate}, ${amount(terms.fee.first)}`,
    `  ${say('valid_until')} ${terms.valid_until}`,
    `  ${say('authority')}: ${named(`authority.${authority.level}`, authority.level)}, ${signatures}`,
    `  ${say('caps')}:`,
    ...caps.map(cap => `    ${named(`limit.${cap.code}`, cap.code)}: ${say('room')} ${amount(cap.room)}`),
  ]
}

function improvementLines({ indicator, from, to, gain }: Improvement, { say, word, named }: Voice): string[] {
  const advice = word(`indicator.${indicator}.improvement`)
  const gained = say('points_gained', { points: pointsText(gain) })
  return [
    `    ${named(`indicator.${indicator}.name`, indicator)}: ${from} -> ${to} (${gained})`,
    ...(advice === undefined ? [] : [`      ${advice}`]),
  ]
}

function raiseLines(raise: Raise | undefined, appraisal: Appraisal, voice: Voice): string[] {
  const wanted = raise?.wanted ?? nextBetter(appraisal.graded.grade)
  if (wanted === undefined) return []
  if (raise === undefined) return [voice.say('raise_none', { grade: wanted })]
  return [
    `${voice.say('raise', { grade: wanted })}:`,
    ...raise.steps.flatMap(({ horizon, improvements }) => [
      `  ${voice.named(`horizon.${horizon}.name`, horizon)}`,
      ...improvements.flatMap(one => improvementLines(one, voice)),
    ]),
  ]
}

function valueLines({ valuation }: DecisionRecord, { say, named }: Voice): string[] {
  if (valuation.state === 'not_asked') return []
  if (valuation.state === 'refused')
    return valuation.refusals.map(
      one => `${say('value')}: ${filled(named(`refusal.${one.code}`, one.code), one.params)}`,
    )
  return valuation.methods.map(({ method, low, mid, high }) => {
    const range = [low, mid, high].map(grouped).join(' ~ ')
    return `${say('value')} (${named(`method.${method}.name`, method)}): ${range} ${say('won')}`
  })
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
