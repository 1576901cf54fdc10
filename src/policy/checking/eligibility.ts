/**
 * Clauses checked: those of the eligibility edition among each other, each programme's own beside them, whether a
 * programme lets anybody pass, the signals of the watch, and industries named twice.
 */
import { carriedOn } from '../../appraisal/rule-book.ts'
import { CLAUSE_SETS, type ClauseSet, type CompiledProgramme, rankOf } from '../../decision/policy.ts'
import { watchRulesOf } from '../../decision/watch-rules.ts'
import { clauseFinding, givenUp, type Possible, pairFinding, passingCase } from '../../rules/checking/clauses.ts'
import type { PlannedClause } from '../../rules/plan.ts'
import { type Checked, clauseFindingAt, factNamed, type WitnessFinding } from './finding.ts'

/** A clause, where it stands, and whether it is sound by itself: only such are held against others. */
type Standing = { readonly clause: PlannedClause; readonly place: string; readonly set: ClauseSet }

/** What a case of a programme can be: its own code, a purpose it serves, a grade it takes. */
export function possibleIn(checked: Checked, programme: CompiledProgramme): NonNullable<Possible> {
  const codeOf = (name: string) => {
    const { codes } = factNamed(checked, name)
    return (value: number) => codes[value] ?? ''
  }
  const [codes, purposes, grades] = [codeOf('programme'), codeOf('purpose'), codeOf('grade')]
  return new Map([
    ['programme', (value: number) => codes(value) === programme.code],
    ['purpose', (value: number) => programme.purposes.includes(purposes(value))],
    ['grade', (value: number) => rankOf(grades(value)) <= programme.minimumRank],
  ])
}

/** Severity of two clauses that exclude each other: where both may not apply, only some are turned away for good. */
const excluding = (one: PlannedClause, other: PlannedClause) =>
  one.applies === null && other.applies === null ? 'error' : 'warning'

/** Pairs of clauses looked at in one set: of two hundred clauses each is held against each other. */
const PAIRS_MAX = 20_000

type Paired = readonly [one: Standing, other: Standing]

function pairsFindings(pairs: readonly Paired[], possible?: Possible): readonly WitnessFinding[] {
  const found = pairs.slice(0, PAIRS_MAX).flatMap(([one, other]): readonly WitnessFinding[] => {
    const pair = pairFinding(one.clause, other.clause, possible)
    // A clause that stands for every programme is not needless because one programme asks for more.
    const isForAll = one.set === 'programme' && pair?.clause === other.clause && other.set !== 'programme'
    if (pair === null || (isForAll && pair.kind === 'clause_implied')) return []
    const at = pair.clause === one.clause ? one.place : other.place
    const severity = pair.kind === 'clauses_exclude' ? excluding(one.clause, other.clause) : undefined
    return [clauseFindingAt(pair, at, severity)]
  })
  const [next] = pairs.slice(PAIRS_MAX)
  if (next === undefined) return found
  const [one, other] = next
  // From this pair on none was looked at.
  return [...found, clauseFindingAt(givenUp(one.clause, [other.clause]), one.place)]
}

const isOneTest = (set: ClauseSet): string => (set === 'capacity' ? 'general' : set)

/** The sets of the eligibility edition; general and capacity clauses stand together, each test of a class alone. */
function sharedFindings(shared: readonly Standing[]): readonly WitnessFinding[] {
  const single = shared.map(one => clauseFinding(one.clause))
  const sound = shared.filter((_, place) => single[place] === null)
  const isTogether = (one: Standing, other: Standing) => isOneTest(one.set) === isOneTest(other.set)
  return [
    ...single.flatMap((one, place) => (one === null ? [] : [clauseFindingAt(one, shared[place]?.place ?? '')])),
    ...pairsFindings(
      sound.flatMap((one, place) =>
        sound.slice(0, place).flatMap((other): Paired[] => (isTogether(one, other) ? [[one, other]] : [])),
      ),
    ),
  ]
}

function programmeFindings(
  checked: Checked,
  programme: CompiledProgramme,
  all: readonly Standing[],
): readonly WitnessFinding[] {
  const possible = possibleIn(checked, programme)
  const single = all.map(one => ({ one, found: clauseFinding(one.clause, possible) }))
  const sound = single.filter(({ found }) => found === null).map(({ one }) => one)
  const own = sound.filter(one => one.set === 'programme')
  // The test of a class turns nobody away where the other class is open to the case.
  const beside = sound.filter(
    one => one.set === 'general' || one.set === 'capacity' || (one.set === 'technology' && !programme.isCreditAllowed),
  )
  return [
    ...single.flatMap(({ one, found }) =>
      found !== null && one.set === 'programme' ? [clauseFindingAt(found, one.place)] : [],
    ),
    ...pairsFindings(
      own.flatMap((one, place) => [...beside, ...own.slice(0, place)].map((other): Paired => [one, other])),
      possible,
    ),
    ...nobodyFindings(programme, all, possible),
  ]
}

function nobodyFindings(
  programme: CompiledProgramme,
  all: readonly Standing[],
  possible: Possible,
): readonly WitnessFinding[] {
  const tests = programme.isCreditAllowed ? (['technology', 'credit'] as const) : (['technology'] as const)
  const found = tests.map(test => {
    const asked = all.filter(one => one.set === test || (one.set !== 'technology' && one.set !== 'credit'))
    return passingCase(
      asked.map(one => one.clause),
      possible,
    )
  })
  const [first] = found
  if (first === undefined || 'passes' in first || found.some(one => 'passes' in one)) return []
  const place = all.find(one => one.clause === first.clause)?.place ?? ''
  return [clauseFindingAt(first, place, undefined, { programme: programme.code })]
}

/** KSIC prefixes that an entry before them takes already: the first that fits counts. */
function industryFindings({ rules, fileOf }: Checked): readonly WitnessFinding[] {
  const { industries } = rules.editions.eligibility
  const entries = industries.flatMap((one, place) => one.ksic_prefixes.map(prefix => ({ ...one, prefix, place })))
  return entries.flatMap((one, at): WitnessFinding[] => {
    const before = entries.slice(0, at).find(other => one.prefix.startsWith(other.prefix))
    if (before === undefined) return []
    return [
      {
        ...{ kind: 'row_shadowed', severity: before.code === one.code ? 'warning' : 'error' },
        place: `${fileOf('eligibility')}#industries.${one.place}`,
        params: { table: 'industries', row: one.code, others: before.code, over: 'known' },
        witness: { ksic: one.prefix },
      },
    ]
  })
}

function watchFindings({ rules, book, fileOf }: Checked): readonly WitnessFinding[] {
  const edition = carriedOn(book, 'watch', rules.day)
  const watch = edition.ok ? watchRulesOf(edition.value) : edition
  if (!watch.ok) return []
  return watch.value.clauses.plan.clauses.flatMap((clause, place) => {
    const found = clauseFinding(clause)
    return found === null ? [] : [clauseFindingAt(found, `${fileOf('watch')}#signals.${place}`)]
  })
}

/** Every finding about clauses. */
export function eligibilityFindings(checked: Checked): readonly WitnessFinding[] {
  const { rules, fileOf } = checked
  const { editions, policy } = rules
  const places: readonly (readonly [ClauseSet, string])[] = CLAUSE_SETS.flatMap(set =>
    set === 'programme'
      ? []
      : editions.eligibility[set].map((_, at) => [set, `${fileOf('eligibility')}#${set}.${at}`] as const),
  )
  const standingOf = (programme: CompiledProgramme, at: number): readonly Standing[] =>
    programme.clauses.plan.clauses.map((clause, place) => {
      const [set, where] = places[place] ?? [
        'programme',
        `${fileOf('programmes')}#programmes.${at}.clauses.${place - places.length}`,
      ]
      return { clause, place: where, set }
    })
  const programmes = [...policy.programmes.values()].map((one, at) => ({ one, all: standingOf(one, at) }))
  const shared = programmes[0]?.all.filter(one => one.set !== 'programme') ?? []
  return [
    ...sharedFindings(shared),
    ...programmes.flatMap(({ one, all }) => programmeFindings(checked, one, all)),
    ...industryFindings(checked),
    ...watchFindings(checked),
  ]
}
