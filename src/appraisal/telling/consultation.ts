/**
 * A consultation before there is an application: under each programme that serves the purpose, where the rules would
 * lead for a panel that marks in the middle and for one that marks well. What was not asked is supposed to be in order,
 * and is checked when somebody applies.
 */

import { moneyFromText, moneyText } from '../../kernel/money.ts'
import type { Words } from '../../kernel/words.ts'
import type { Mark, SignedSheet } from '../../panel/schema.ts'
import type { Appraisal } from '../appraise.ts'
import { appraise } from '../appraise.ts'
import { type Content, composed, contentSchema } from '../content.ts'
import { appraisersDue, indicatorsToMark } from '../panel-rules.ts'
import type { Rules } from '../rule-book.ts'
import { explained, namedBy, type WordsOf } from './explained.ts'
import { type Answers, TROUBLES } from './schema.ts'

/** A registration number whose check digit is right; whoever asks is not asked for theirs. */
const NUMBER_SUPPOSED = '0438117211'
const FIRM = 'firm-001'
const PERSON = 'person-001'
/** SHA-256 of no bytes: what is supposed rests on no paper. */
const NO_PAPER = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const CASE = '00000000-0000-0000-0000-000000000000'
/** Panels supposed: one in the middle, one that marks well. */
const MIDDLE: Mark = 'C'
const GOOD: Mark = 'B'

export const OUTLOOKS = ['likely', 'possible', 'unlikely'] as const
export type Outlook = (typeof OUTLOOKS)[number]

function assetsOf({ right }: Answers, day: string): unknown[] {
  if (right === 'none') return []
  const held = { id: 'asset-1', owners: [{ party: FIRM, share: '1' }], status_source: 'self_declaration', as_of: day }
  const burdens = { classes: [], pledges: [], licences: [], seizures: [], annuities: [] }
  if (right === 'software' || right === 'know_how') {
    const office = right === 'software' ? { office: 'KR', registered_on: day } : {}
    return [{ ...held, ...burdens, ...office, kind: right }]
  }
  const registered =
    right === 'registered_patent' ? { registered_on: day, expires_on: `${Number(day.slice(0, 4)) + 15}-01-01` } : {}
  return [{ ...held, ...burdens, kind: 'patent', office: 'KR', application_on: day, ...registered }]
}

function firmOf(answers: Answers, day: string): unknown {
  const { form, founded_on, ksic, region, employees, certifications, owner_born_on, owner_industry_years } = answers
  const until = `${Number(day.slice(0, 4)) + 1}-12-31`
  const years =
    owner_industry_years === undefined
      ? {}
      : { industry_years: { value: owner_industry_years, source: 'self_declaration', as_of: day } }
  return {
    id: FIRM,
    legal_form: form,
    ...(form === 'company' ? { company_form: 'stock' } : {}),
    ...(form === 'pre_startup' ? {} : { business_number: NUMBER_SUPPOSED, founded_on }),
    ksic,
    employees,
    ...(answers.figures === undefined ? {} : { total_assets: answers.figures.total_assets }),
    region,
    certifications: certifications.map(kind => ({ kind, valid_until: until })),
    owners: [
      {
        person: PERSON,
        role: 'owner',
        share: '1',
        is_founder: true,
        ...(owner_born_on === undefined ? {} : { born_on: owner_born_on }),
        ...years,
      },
    ],
    affiliates: [],
    standing: { exposures: [] },
  }
}

function financialsOf({ figures }: Answers, day: string): unknown[] {
  if (figures === undefined) return []
  const equity = moneyText(
    (moneyFromText(figures.total_assets) - moneyFromText(figures.total_liabilities)) as ReturnType<
      typeof moneyFromText
    >,
  )
  const year = Number(day.slice(0, 4)) - 1
  return [{ ...figures, fiscal_year: year, equity, source: 'self_declaration', as_of: day }]
}

/** What the answers come to as a case under a programme; nothing that was not asked is made up but what says so. */
export function contentOf(answers: Answers, programme: string, rules: Rules): Content {
  const { day } = rules
  const troubles = new Map<string, boolean>(TROUBLES.map(fact => [fact, answers.troubles.includes(fact)]))
  const supposed = [...rules.vocabulary.byName.values()].flatMap(({ name, source, type }) => {
    if (!source.startsWith('exclusion') || name === 'approved_plan_performed') return []
    const value = type === 'flag' ? (troubles.get(name) ?? false) : '0'
    // As an office would tell it: what a firm declares of itself is no reading.
    return [{ fact: name, value, source: 'guarantor', as_of: day, valid_until: day, consent: null }]
  })
  const assets = assetsOf(answers, day)
  // The level is believed until somebody applies: what would show each level up to it is supposed to be there.
  const shown = rules.evidenceByLevel.slice(0, answers.trl).flatMap(types => types.slice(0, 1))
  const evidence = [...new Set(shown)].map(type => ({ type, digest: NO_PAPER }))
  const papers = rules.policy.programmes.get(programme)?.papers ?? []
  return contentSchema.parse({
    schema: 'tech-guarantee/case/1',
    id: 'case-consultation',
    party: { firm: firmOf(answers, day), exclusion_facts: supposed },
    application: {
      id: 'application-001',
      applicant: FIRM,
      programme,
      submitted_on: day,
      request: {
        purpose: answers.purpose,
        loan_amount: answers.loan_amount,
        term_months: answers.term_months,
        bank: 'bank-001',
        currency: 'KRW',
      },
      financials: financialsOf(answers, day),
      plan: {},
      papers: papers.map(type => ({ type, digest: NO_PAPER, received_on: day })),
    },
    technology: {
      assets,
      readiness: {
        components: [{ code: 'whole', trl: answers.trl, evidence }],
      },
      relied_on: assets.length === 0 ? [] : ['asset-1'],
    },
    stated_facts: [],
    group_exposures: [],
  })
}

function run(rules: Rules, content: Content, mark: Mark): Appraisal | undefined {
  const indicators = indicatorsToMark(rules, content)
  const { count } = appraisersDue(rules, content)
  const sheets: SignedSheet[] = Array.from({ length: count }, (_, place) => ({
    id: `supposed-${place + 1}`,
    appraiser: `supposed-${place + 1}`,
    appraiser_grade: '1',
    signed_on: rules.day,
    marks: indicators.map(indicator => ({ indicator, mark, evidence: [{ paper: NO_PAPER, type: 'supposed' }] })),
    site_visit: { visited_on: rules.day, persons: [`supposed-${place + 1}`], photographs: [] },
  }))
  const found = appraise(
    rules,
    composed(content, {
      id: CASE,
      day: rules.day,
      submittedOn: rules.day,
      facts: content.party.exclusion_facts,
      limits: [],
      groupCounts: [],
      sheets,
    }),
  )
  return found.ok ? found.value : undefined
}

const outlookOf = (middle: Appraisal, good: Appraisal): Outlook => {
  if (middle.decision.recommended === 'approve') return 'likely'
  return middle.decision.recommended === 'refer' || good.decision.recommended !== 'decline' ? 'possible' : 'unlikely'
}

/** How many clauses keep a programme from being recommended as it stands: unmet, or not known. */
const hindrancesOf = ({ decision }: Appraisal): number =>
  decision.findings.filter(({ outcome }) => outcome === 'not_met' || outcome === 'unknown').length

/** Each programme that serves the purpose, the likeliest first; beside them, by name, those that ask for more. */
export function consulted(rules: Rules, answers: Answers, words: WordsOf) {
  const serving = [...rules.policy.programmes.values()].filter(each => each.purposes.includes(answers.purpose))
  const leftOut: { readonly programme: string; readonly names: Words }[] = []
  const items = serving.flatMap(programme => {
    const names = namedBy(words, programme.code, `programme.${programme.code}.name`)
    const content = contentOf(answers, programme.code, rules)
    const [middle, good] = [run(rules, content, MIDDLE), run(rules, content, GOOD)]
    if (middle === undefined || good === undefined) {
      leftOut.push({ programme: programme.code, names })
      return []
    }
    const { reasons, raise, unread } = explained(rules, middle, words)
    return [
      {
        programme: programme.code,
        hindrances: hindrancesOf(middle),
        names,
        line: words(`programme.${programme.code}.line`) ?? null,
        outlook: outlookOf(middle, good),
        guaranteed: {
          middle: moneyText(middle.decision.cover.guaranteed),
          good: moneyText(good.decision.cover.guaranteed),
        },
        grades: { middle: middle.graded.grade, good: good.graded.grade },
        reasons: reasons.map(({ kind, code, says, change, readings }) => ({ kind, code, says, change, readings })),
        raise,
        unread,
        papers: programme.papers.map(type => ({
          type,
          names: namedBy(words, type, `paper.${type}`, `evidence.${type}.name`),
        })),
      },
    ]
  })
  const rank = (item: (typeof items)[number]): number => OUTLOOKS.indexOf(item.outlook)
  const more = (a: string, b: string): number => (BigInt(a) > BigInt(b) ? -1 : BigInt(a) < BigInt(b) ? 1 : 0)
  const sorted = items.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      a.hindrances - b.hindrances ||
      more(a.guaranteed.middle, b.guaranteed.middle) ||
      (a.programme < b.programme ? -1 : 1),
  )
  return { items: sorted, left_out: leftOut }
}
