/**
 * A decision explained in parts, for whoever draws their own page of it: each reason with its clause in words, what was
 * read and what is due, and the cheapest better marks that lead to the next grade. The words are those of the editions.
 */
import type { Reading, Reason } from '../../decision/reasons.ts'
import { filled, LANGUAGES, type Words } from '../../kernel/words.ts'
import { pointsText } from '../../scoring/score.ts'
import type { Appraisal } from '../appraise.ts'
import { isKind } from '../edition-kinds.ts'
import { nextBetter, whatWouldRaise } from '../raise.ts'
import type { Rules } from '../rule-book.ts'
import { KIND_NAMES, LABELS } from '../words.ts'

export type WordsOf = (key: string) => Words | undefined

/** A code that has no words, as itself: better than nothing said. */
const asItIs = (code: string): Words => ({ ko: code, en: code, zh: code })
export const namedBy = (words: WordsOf, code: string, ...keys: readonly string[]): Words =>
  keys.map(words).find(found => found !== undefined) ?? asItIs(code)

function stopSaid(kind: string): Words {
  const said = LANGUAGES.map(language => [
    language,
    filled(LABELS.stopped[language], { kind: isKind(kind) ? KIND_NAMES[kind][language] : kind }),
  ])
  return Object.fromEntries(said) as Words
}

/** What is required, in the words of its clause or limit; of a stop, that it stands. */
function requirement({ code }: Reason, words: WordsOf): Words {
  if (code.startsWith('stop.')) return stopSaid(code.slice('stop.'.length))
  if (!code.startsWith('cap.')) return namedBy(words, code, `clause.${code}.says`, code)
  const cap = code.slice('cap.'.length)
  return namedBy(words, code, `limit.${cap}`, `external.${cap}`)
}

function readingShown({ fact, value, operator, threshold }: Reading, rules: Rules, words: WordsOf) {
  const declared = rules.vocabulary.byName.get(fact)
  const word = (text: string | null): Words | null =>
    text === null ? null : (words(`code.${fact}.${text}`) ?? words(`grade.${text}.name`) ?? null)
  return {
    fact,
    name: fact.startsWith('used.') ? null : namedBy(words, fact, `fact.${fact}`),
    // Of a cap the use of a limit is read, which is an amount.
    type: declared?.type ?? ('money' as const),
    unit: declared?.unit ?? 'won',
    value,
    value_name: declared?.type === 'code' ? word(value) : null,
    operator,
    threshold,
    threshold_name: declared?.type === 'code' ? word(threshold) : null,
  }
}

/** The reasons of an appraisal, what would raise its grade, and what could not be read, in words. */
export function explained(rules: Rules, appraisal: Appraisal, words: WordsOf) {
  const { decision, graded, facts } = appraisal
  const wanted = nextBetter(graded.grade)
  const raise = wanted === undefined ? undefined : whatWouldRaise(rules, appraisal, wanted)
  return {
    grade: { code: graded.grade, meaning: words(`grade.${graded.grade}.meaning`) ?? null },
    score: pointsText(graded.score.total),
    reasons: decision.reasons.map(reason => ({
      kind: reason.kind,
      code: reason.code,
      says: requirement(reason, words),
      change: words(`clause.${reason.code}.change`) ?? null,
      withheld: reason.withheld,
      readings: reason.readings.map(reading => readingShown(reading, rules, words)),
    })),
    next_grade: wanted ?? null,
    raise:
      raise === undefined
        ? null
        : raise.steps.map(({ horizon, improvements }) => ({
            horizon,
            name: namedBy(words, horizon, `horizon.${horizon}.name`),
            improvements: improvements.map(({ indicator, from, to, gain }) => ({
              indicator,
              name: namedBy(words, indicator, `indicator.${indicator}.name`),
              from,
              to,
              points: pointsText(gain),
              advice: words(`indicator.${indicator}.improvement`) ?? null,
            })),
          })),
    unread: facts.unread.map(({ fact, reason }) => ({ fact, name: namedBy(words, fact, `fact.${fact}`), reason })),
    conditions: (decision.recommended === 'decline' ? [] : decision.conditions).map(code => ({
      code,
      says: namedBy(words, code, `condition.${code}`),
    })),
  }
}
export type Explained = ReturnType<typeof explained>

/** What may be asked for under the rules of a day: programmes with what each is for and the papers it asks for. */
export function offered(rules: Rules, words: WordsOf, everyWord: Iterable<string>) {
  const paper = (type: string) => ({ type, names: namedBy(words, type, `paper.${type}`, `evidence.${type}.name`) })
  const types = [...everyWord].flatMap(
    key => /^paper\.([a-z0-9_]+)$|^evidence\.([a-z0-9_]+)\.name$/.exec(key)?.slice(1) ?? [],
  )
  return {
    items: [...rules.policy.programmes.values()].map(programme => ({
      code: programme.code,
      names: namedBy(words, programme.code, `programme.${programme.code}.name`),
      line: words(`programme.${programme.code}.line`) ?? null,
      minimum_grade: programme.minimumGrade,
      is_valuation_required: programme.isValuationRequired,
      purposes: programme.purposes.map(code => ({ code, names: namedBy(words, code, `purpose.${code}`) })),
      papers: programme.papers.map(paper),
    })),
    facts: rules.vocabulary.facts.map(({ name }) => ({ code: name, names: namedBy(words, name, `fact.${name}`) })),
    papers: [...new Set(types.filter(type => type !== undefined))].sort().map(paper),
  }
}
