/** The face of a letter of guarantee: who is promised what, how it arises, what it covers, what a creditor owes. */
import type { LabelledText } from '../../certificate/content.ts'
import type { Section } from '../../certificate/document.ts'
import { conditionText } from '../../certificate/face.ts'
import { DUTIES, TRIGGERS } from '../../decision/aftercare-schema.ts'
import { minus, moneyFromText, moneyText } from '../../kernel/money.ts'
import { BREACHES } from '../commands.ts'
import { type CommandType, TABLE } from '../life-table.ts'
import type { LetterBody, Standing } from './bodies.ts'
import { type Face, headOf, rulesSection } from './face-parts.ts'
import type { Numbers } from './numbers.ts'
import type { Printed, Voice } from './voice.ts'
import { ACCIDENT_WORDS, BREACH_WORDS, DUTY_WORDS, TRIGGER_WORDS } from './words.ts'

/** The article a step of the life stands on; those that are assumed have none. */
export function articleOf(step: CommandType): string {
  const { basis } = TABLE[step]
  return 'article' in basis ? basis.article : ''
}

const obligorOf =
  ({ say, name }: Voice) =>
  ({ role, party }: Standing['obligors'][number]): string =>
    `${name(party)} (${say(role)})`

/** More than so many further obligors are listed in a section of their own. */
const OBLIGORS_BESIDE_MOST = 3

/** The further obligors, each with what binds it. */
export const obligorsText = ({ obligors }: Standing, voice: Voice): string =>
  obligors.length === 0 ? voice.say('none') : obligors.map(obligorOf(voice)).join(voice.language === 'zh' ? '、' : ', ')

function factRows(body: LetterBody, printed: Printed, voice: Voice): LabelledText[] {
  const { say, name, won, percent, word } = voice
  const { guarantee, standing, term_months } = body
  const share = moneyText(minus(moneyFromText(standing.loan), moneyFromText(standing.guaranteed)))
  const months = voice.months(term_months)
  return [
    { label: say('creditor'), value: name(standing.creditor) },
    {
      label: say('debtor'),
      value: `${name(standing.debtor)}${printed.business_number === null ? '' : ` (${printed.business_number})`}`,
    },
    {
      label: say('obligors'),
      value:
        standing.obligors.length > OBLIGORS_BESIDE_MOST
          ? say('obligors_listed', { count: String(standing.obligors.length) })
          : obligorsText(standing, voice),
    },
    { label: say('guarantee'), value: guarantee.number },
    { label: say('kind'), value: `${say(guarantee.kind)}, ${word(`programme.${guarantee.programme}.name`)}` },
    { label: say('bank_loan'), value: standing.bank_loan ?? say('none') },
    { label: say(guarantee.kind === 'revolving' ? 'line' : 'loan'), value: won(standing.loan) },
    { label: say('ratio'), value: `${percent(standing.ratio)}%` },
    { label: say('bank_share'), value: won(share) },
    {
      label: say('term'),
      value: standing.matures_on === null ? months : say('term_value', { months, day: standing.matures_on }),
    },
  ]
}

function formation({ notice }: LetterBody, numbers: Numbers, { say, won, word, article }: Voice): Section {
  return {
    kind: 'pairs',
    heading: `${say('formation')} (${article(articleOf('draw'))})`,
    rows: [
      {
        label: say('notice'),
        value: `${notice.id}${notice.gate === null ? '' : `, ${say('gate')} ${word(`gate.${notice.gate}`)}`}`,
      },
      { label: say('noticed_on'), value: notice.noticed_on },
      {
        label: say('until'),
        value: say('until_value', { day: notice.until, days: numbers.terms.decision_validity_days.value }),
      },
      { label: say('notice_amount'), value: won(notice.amount) },
      ...(notice.earlier === '0' ? [] : [{ label: say('earlier'), value: won(notice.earlier) }]),
    ],
  }
}

function scope(body: LetterBody, numbers: Numbers, { say, percent, article }: Voice): Section {
  const ratio = percent(body.standing.ratio)
  return {
    kind: 'list',
    heading: say('scope'),
    items: [
      body.guarantee.kind === 'revolving' ? say('scope_revolving') : say('scope_individual', { ratio }),
      say('scope_paid', { ratio, article: article(articleOf('pay')) }),
      say('scope_interest', { days: numbers.aftercare.interest_day_count.value }),
    ],
  }
}

function duties(numbers: Numbers, { say, of, article }: Voice): Section {
  const within = say('days', { count: numbers.aftercare.duty_days.value })
  return {
    kind: 'table',
    heading: `${say('duties')} (${article(articleOf('tell'))})`,
    summary: say('duties_summary'),
    columns: [
      { label: say('duty'), align: 'start', share: 0.78 },
      { label: say('within'), align: 'end', share: 0.22 },
    ],
    rows: DUTIES.map(duty => ({ cells: [of(DUTY_WORDS, duty), within], isSum: false })),
  }
}

function claims({ aftercare }: Numbers, { say, of, article }: Voice): Section {
  const wait = (months: string | undefined) =>
    months === undefined || months === '0' ? say('wait_none') : say('wait_months', { count: months })
  return {
    kind: 'table',
    heading: `${say('claims')} (${article(articleOf('claim'))})`,
    summary: say('claims_summary'),
    columns: [
      { label: say('trigger'), align: 'start', share: 0.46 },
      { label: say('wait'), align: 'start', share: 0.32 },
      { label: say('consent'), align: 'end', share: 0.22 },
    ],
    rows: TRIGGERS.map(trigger => ({
      cells: [
        of(TRIGGER_WORDS, trigger),
        wait(aftercare.claim_wait.values[trigger]),
        say(aftercare.claim_consent.values[trigger] === 'true' ? 'consent_yes' : 'consent_no'),
      ],
      isSum: false,
    })),
  }
}

function accidentsAndDenials({ aftercare }: Numbers, { say, of }: Voice): Section {
  // By code: the attached edition is read back in the order of its keys, not in that of the file.
  const accidents = Object.entries(aftercare.accidents.values)
    .filter(([, counts]) => counts === 'true')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    kind: 'lists',
    lists: [
      { heading: say('accidents'), items: accidents.map(([code]) => of(ACCIDENT_WORDS, code)) },
      { heading: say('denials'), items: [say('denial_rule'), ...BREACHES.map(kind => of(BREACH_WORDS, kind))] },
    ],
  }
}

/** The face of a letter; nothing stands on it that the body, the attached editions and the names do not lead to. */
export function letterFace(body: LetterBody, numbers: Numbers, printed: Printed, voice: Voice): Face {
  const { say, won, percent, word } = voice
  const { kind } = body.guarantee
  return {
    ...headOf(body, 'title', printed.verifier, voice),
    statement: say('statement'),
    facts: factRows(body, printed, voice),
    highlight: {
      label: say('guaranteed'),
      value: won(body.standing.guaranteed),
      meaning: say(`guaranteed_${kind}`, { ratio: percent(body.standing.ratio) }),
    },
    sections: [
      { kind: 'frame', text: say('only') },
      {
        kind: 'list',
        heading: say('obligors'),
        items: body.standing.obligors.length > OBLIGORS_BESIDE_MOST ? body.standing.obligors.map(obligorOf(voice)) : [],
      },
      formation(body, numbers, voice),
      scope(body, numbers, voice),
      { kind: 'list', heading: say('conditions'), items: body.conditions.map(code => conditionText(code, word)) },
      duties(numbers, voice),
      claims(numbers, voice),
      accidentsAndDenials(numbers, voice),
      rulesSection(body, numbers, ['duty_days', 'accidents', 'interest_day_count'], voice),
    ],
  }
}
