/** A decision run again: from its record and the rule book, byte for byte; where it differs, where first. */
import { sha256HexOf } from '#sha256'
import { calendarDate } from '../kernel/calendar.ts'
import { canonicalJson, type Json } from '../kernel/digest.ts'
import { CURRENCY } from '../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { type InputCode, parsed, parsedJson, TEXT_LENGTH_MAX } from '../kernel/schema.ts'
import { canonicalReaderOf } from '../kernel/soundness.ts'
import { type AppraiseCode, appraise } from './appraise.ts'
import { ENGINES, recordHeadSchema, recordOf, textsBeside } from './record.ts'
import { type EditionReference, type RuleBook, type Rules, rulesNamed } from './rule-book.ts'
import type { BookCode } from './rule-files.ts'
import { caseSchema } from './schema.ts'

export type Difference = { readonly at: string; readonly recorded: string; readonly computed: string }
export type Replay = { readonly isIdentical: true } | { readonly isIdentical: false; readonly first: Difference }

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The first place, in canonical order, where two JSON values differ; undefined where they are the same. */
export function firstDifference(recorded: unknown, computed: unknown, at = ''): Difference | undefined {
  if (!isObject(recorded) || !isObject(computed) || Array.isArray(recorded) !== Array.isArray(computed))
    return shown(recorded) === shown(computed) && recorded === computed
      ? undefined
      : { at, recorded: shown(recorded), computed: shown(computed) }
  const keys = [...new Set([...Object.keys(recorded), ...Object.keys(computed)])]
  if (!Array.isArray(recorded)) keys.sort()
  for (const key of keys) {
    const found = firstDifference(recorded[key], computed[key], at === '' ? key : `${at}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

type ReplayCode = BookCode | AppraiseCode | InputCode

/** What a record was made by, as it says itself. */
export type MadeBy = { readonly engine: string; readonly editions: readonly EditionReference[] }
/** One record run again; `made` is null where the text is no record. */
export type Replayed = { readonly made: MadeBy | null; readonly result: Result<Replay, ReplayCode> }

/** How many sets of rules are kept compiled: days of a few years under a few sets of editions. */
const RULES_KEPT = 4000

type RulesNamed = Result<Rules, BookCode>

/** A set of editions a record named, and the rules of its days so far. */
type SetKept = {
  readonly references: readonly EditionReference[]
  readonly first: Rules
  readonly byDay: Map<string, Rules>
}

/** Rules by the editions a record names and its day, made ready once for each set of editions. */
function rulesKept(book: RuleBook) {
  const sets = new Map<string, SetKept>()
  let kept = 0
  /** Sets stand under their text of some thousand characters: one look a record, and its days within it. */
  function keep(editions: string, references: readonly EditionReference[], day: string, rules: Rules): void {
    if (kept >= RULES_KEPT) {
      sets.clear()
      kept = 0
    }
    const set = sets.get(editions) ?? { references, first: rules, byDay: new Map<string, Rules>() }
    set.byDay.set(day, rules)
    sets.set(editions, set)
    kept += 1
  }
  return {
    known: (editions: string): SetKept | undefined => sets.get(editions),
    named(editions: string, references: readonly EditionReference[], day: string): RulesNamed {
      const set = sets.get(editions)
      const found = set?.byDay.get(day)
      if (found !== undefined) return ok(found)
      const named = rulesNamed(book, references, calendarDate(day), set?.first)
      if (named.ok) keep(editions, references, day, named.value)
      return named
    },
  }
}

/** What stands between the members of a record in its text, as canonical JSON writes them. */
const HEAD = '{"case":'
const AFTER_CASE = ',"currency":"'
/** What the end of a case is found by: it begins with a letter that is rare in a case. */
const TO_DAY = `${CURRENCY}","day":"`
const DIGEST = ',"digest":"sha256:'
const AFTER_DIGEST = '",'
const EDITIONS = '"editions":'
const AFTER_EDITIONS = ',"engine":"'
const END = '}\n'
const HEXADECIMAL = 64

/** Where the members of a record stand in its text; undefined where they do not stand as we write them. */
function placesIn(text: string) {
  const currencyAt = text.indexOf(TO_DAY)
  const caseEnd = currencyAt - AFTER_CASE.length
  const digestAt = text.indexOf(DIGEST, caseEnd)
  const hexAt = digestAt + DIGEST.length
  const afterAt = hexAt + HEXADECIMAL + AFTER_DIGEST.length
  const editionsEnd = text.indexOf(AFTER_EDITIONS, afterAt)
  const engineAt = editionsEnd + AFTER_EDITIONS.length
  const engineEnd = text.indexOf('"', engineAt)
  const isWhole =
    [caseEnd, digestAt, editionsEnd, engineEnd].every(place => place >= 0) &&
    text.startsWith(HEAD) &&
    text.startsWith(AFTER_CASE, caseEnd) &&
    text.startsWith(AFTER_DIGEST, afterAt - AFTER_DIGEST.length) &&
    text.startsWith(EDITIONS, afterAt) &&
    text.endsWith(END)
  if (!isWhole) return undefined
  const dayAt = currencyAt + TO_DAY.length
  return {
    case: text.slice(HEAD.length, caseEnd),
    beforeAt: caseEnd + 1,
    day: text.slice(dayAt, dayAt + 10),
    digestAt,
    digest: text.slice(hexAt, hexAt + HEXADECIMAL),
    afterAt,
    editions: text.slice(afterAt + EDITIONS.length, editionsEnd),
    engine: text.slice(engineAt, engineEnd),
  }
}

/** Whether a text holds just this from one place to another. Cut out it is compared as a whole, not by character. */
const isBetween = (text: string, from: number, to: number, what: string): boolean => text.slice(from, to) === what

/** The value of JSON text that is canonical as it stands and holds what the schema of a case asks; else undefined. */
const caseIn = canonicalReaderOf(caseSchema)

/**
 * Runs records again under the editions they name, many of them: what they share is made ready once.
 *
 * A record is first read as the text we write. Run again, the text beside the case has to be the same characters and
 * the digest that of the record's own text: then it is the same to the byte. Anything else is read slowly and strictly,
 * and that reading says what is wrong.
 *
 * @param reads strictly: every record in the slow way, to which the quick one is held
 * @returns for each text identical, or the first difference; refusals where the text is no record, an edition is
 *          missing or altered, or the case in it is refused
 */
export function replayerOf(book: RuleBook, reads: 'quickly' | 'strictly' = 'quickly'): (text: string) => Replayed {
  const rulesOf = rulesKept(book)

  /** What a record that is as we write it was made by; undefined where it is not, whatever else is the matter. */
  function identical(text: string): MadeBy | undefined {
    const at = text.length > TEXT_LENGTH_MAX ? undefined : placesIn(text)
    if (at === undefined || !ENGINES.includes(at.engine)) return undefined
    // A set of editions is read strictly the first time; from then on its very text is known.
    const set = rulesOf.known(at.editions)
    const rules = set?.byDay.get(at.day)
    if (set === undefined || rules === undefined) return undefined
    const theCase = caseIn(at.case)
    if (theCase === undefined || theCase.day !== at.day) return undefined
    const again = appraise(rules, theCase, undefined, 'open')
    if (!again.ok) return undefined
    const [before, after] = textsBeside(again.value, theCase, at.editions, at.engine)
    if (!isBetween(text, at.beforeAt, at.digestAt, before)) return undefined
    if (!isBetween(text, at.afterAt, text.length - END.length, after)) return undefined
    const digest = sha256HexOf([text.slice(0, at.digestAt), ',', text.slice(at.afterAt, -1)])
    return digest === at.digest ? { engine: at.engine, editions: set.references } : undefined
  }

  function strictly(text: string): Replayed {
    const nothing = (result: Result<never, ReplayCode>): Replayed => ({ made: null, result })
    const json = parsedJson(text)
    if (!json.ok) return nothing(json)
    const head = parsed(recordHeadSchema, json.value)
    if (!head.ok) return nothing(head)
    const { engine, day } = head.value
    const references = head.value.editions as readonly EditionReference[]
    const made = { engine, editions: references }
    const refused = (result: Result<never, ReplayCode>): Replayed => ({ made, result })
    if (!ENGINES.includes(engine))
      return refused(refuse(refusal('record_engine_unknown', 'engine', { value: engine, limit: ENGINES.join(', ') })))
    const editions = canonicalJson(references as unknown as Json)
    const rules = rulesOf.named(editions, references, day)
    if (!rules.ok) return refused(rules)
    if (head.value.case.day !== day)
      return refused(refuse(refusal('record_altered', 'day', { value: day, limit: head.value.case.day })))
    const again = appraise(rules.value, head.value.case)
    if (!again.ok) return refused(again)
    const { record: computed, text: computedText } = recordOf(again.value, head.value.case, { references }, engine)
    const first = firstDifference(json.value, JSON.parse(canonicalJson(computed as unknown as Json)))
    if (first !== undefined) return { made, result: ok({ isIdentical: false, first }) }
    if (computedText === text) return { made, result: ok({ isIdentical: true }) }
    // The same values in another notation: the bytes are what was promised.
    const recorded = `${text.length} characters that are not canonical`
    const notation = { at: '', recorded, computed: 'canonical JSON and a line end' }
    return { made, result: ok({ isIdentical: false, first: notation }) }
  }

  return text => {
    const made = reads === 'quickly' ? identical(text) : undefined
    return made === undefined ? strictly(text) : { made, result: ok({ isIdentical: true }) }
  }
}

/** Replays one record under the editions it names; as `replayerOf`. */
export const replay = (text: string, book: RuleBook): Result<Replay, ReplayCode> => replayerOf(book)(text).result
