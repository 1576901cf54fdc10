/**
 * An appraiser's own page, in plain words: what the figures say of their marks beside those of their peers, of whom
 * none is named, and what the figures do not say.
 */
import { filled, LANGUAGES, type Words } from '../../kernel/words.ts'
import type { AgreementFigures, Feedback, Figure, SeverityFigures } from './schema.ts'

/** A sentence by its key, as the edition says it. */
export type Saying = (key: string) => Words

const KEY = 'panel.quality.feedback'
/** What is said whatever the figures are. */
export const NOT_SAID = ['one_figure', 'not_wrong', 'few_sheets'] as const
/** Every sentence there is; a test holds the words of the edition to it. */
export const SENTENCES = [
  'no_sheets',
  'sheets',
  'compared',
  'not_compared',
  'higher',
  'lower',
  'alike',
  'severity',
  'severity_unknown',
  'found',
  'none_found',
  'silent',
  ...NOT_SAID,
] as const
type Sentence = (typeof SENTENCES)[number]

const isApart = ({ low, high }: Figure): boolean =>
  low !== null && high !== null && (!low.startsWith('-') || high.startsWith('-')) && low !== '0' && high !== '0'

export function feedbackOf(
  appraiser: string,
  sheets: number,
  agreement: AgreementFigures,
  severity: SeverityFigures,
  say: Saying,
): Feedback {
  const sentence = (about: Sentence, params: Readonly<Record<string, string>> = {}) => {
    const words = say(`${KEY}.${about}`)
    const text = Object.fromEntries(LANGUAGES.map(language => [language, filled(words[language], params)]))
    return { about, text: text as Words }
  }
  const saysNot = NOT_SAID.map(one => sentence(one))
  if (sheets === 0) return { appraiser, sheets, says: [sentence('no_sheets')], says_not: saysNot }

  const own = agreement.appraisers.find(one => one.appraiser === appraiser)
  const compared = own === undefined || own.compared === 0 ? undefined : own
  const measured = severity.sets.flatMap(set => set.appraisers).find(one => one.appraiser === appraiser)
  const findings = severity.findings.filter(one => one.appraiser === appraiser)
  const found = findings.filter(one => one.is_found)
  const { value } = compared?.difference ?? { value: null }
  const side =
    compared === undefined || !isApart(compared.difference) ? 'alike' : value?.startsWith('-') ? 'lower' : 'higher'
  return {
    appraiser,
    sheets,
    says: [
      sentence('sheets', { sheets: String(sheets) }),
      compared === undefined ? sentence('not_compared') : sentence('compared', { marks: String(compared.compared) }),
      ...(compared === undefined || value === null ? [] : [sentence(side, { difference: value.replace('-', '') })]),
      measured === undefined
        ? sentence('severity_unknown')
        : sentence('severity', {
            severity: measured.severity,
            error: measured.error,
            raw: measured.raw,
            fair: measured.fair,
          }),
      ...(found.length === 0 && findings.length > 0 ? [sentence('none_found')] : []),
      ...found.map(one => ({ ...sentence('found', { figure: one.figure, limit: one.limit }), about: one.fault })),
      ...severity.silent.map(one => ({ ...sentence('silent'), about: one.fault })),
    ],
    says_not: saysNot,
  }
}
