/**
 * An edition of the watch made ready: its facts and signals compiled by the grammar of rules, its tables as numbers.
 * Stands before the rule book, so that an edition which does not compile is found where every other one is.
 */
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import { type CompiledClauses, compileClauses } from '../rules/compile.ts'
import { type Fact, type Vocabulary, vocabularyOf } from '../rules/facts.ts'
import { readClauses } from '../rules/grammar.ts'
import { parametersOf } from '../rules/parameters.ts'
import type { RulesCode } from '../rules/refusals.ts'
import {
  type AREAS,
  POINTED_LEVELS,
  SEVERITIES,
  type Severity,
  type WatchEdition,
  type WatchLevel,
  type WatchRole,
} from './watch-schema.ts'

/** A signal as it is acted on; its clause lies at the same place among those compiled. */
export type SignalRule = {
  readonly code: string
  readonly area: (typeof AREAS)[number]
  readonly severity: Severity
  readonly role: WatchRole
  /** Calendar days from the day it is raised to the deadline of its task. */
  readonly days: number
}

export type WatchRules = {
  readonly edition: string
  readonly vocabulary: Vocabulary
  readonly clauses: CompiledClauses
  readonly signals: readonly SignalRule[]
  readonly toldByBank: ReadonlySet<string>
  /** Fact -> the one it is the change of. */
  readonly changes: ReadonlyMap<string, Fact>
  readonly gapMonths: { readonly min: number; readonly max: number }
  readonly points: Readonly<Record<Severity, number>>
  /** The gravest first. */
  readonly levels: readonly { readonly level: WatchLevel; readonly points: number }[]
  readonly looksPerNight: number
  readonly forecastQuarters: number
}

/** A fact nobody tells and no office answers for: it is worked out. */
export const isComputed = (fact: Fact): boolean =>
  fact.source.startsWith('computed') && !fact.source.endsWith('or told')

const clauseOf = ({ signal, area: _a, severity: _s, role: _r, when, ...ground }: WatchEdition['signals'][number]) => ({
  ...ground,
  clause: signal,
  conditions: when,
  // A clause of the grammar leads to something either way; what a signal leads to stands beside it.
  if_not: 'condition',
  if_unknown: 'refer',
})

/** Facts named beside the signals that are not declared, or not as they are used. */
function misnamed(edition: WatchEdition, vocabulary: Vocabulary) {
  const unknown = (at: string, fact: string) => refusal('fact_unknown' as const, at, { fact })
  const told = edition.told_by_bank
    .filter(name => {
      const fact = vocabulary.byName.get(name)
      return fact === undefined || isComputed(fact)
    })
    .map(name => unknown('told_by_bank', name))
  const changes = Object.entries(edition.changes).flatMap(([name, of]) => {
    const [change, base] = [vocabulary.byName.get(name), vocabulary.byName.get(of)]
    const isFit = change?.type === 'decimal' && change.unit === 'ratio' && base !== undefined
    return isFit && (base.type === 'money' || base.type === 'count') ? [] : [unknown(`changes.${name}`, of)]
  })
  return [...told, ...changes]
}

/** @returns refusals of the grammar with their places; `fact_unknown` for a name beside the signals */
export function watchRulesOf(edition: WatchEdition): Result<WatchRules, RulesCode> {
  const vocabulary = vocabularyOf(edition.facts, 'facts')
  if (!vocabulary.ok) return vocabulary
  const clauses = readClauses(edition.signals.map(clauseOf), 'signals')
  if (!clauses.ok) return clauses
  const parameters = parametersOf([edition.parameters], 'parameters')
  if (!parameters.ok) return parameters
  const compiled = compileClauses(clauses.value, vocabulary.value, parameters.value)
  if (!compiled.ok) return compiled
  const wrong = misnamed(edition, vocabulary.value)
  if (wrong.length > 0) return refuse(...wrong)
  const number = (table: { readonly values: Readonly<Record<string, string>> }, key: string) =>
    Number(table.values[key])
  return ok({
    edition: edition.edition,
    vocabulary: vocabulary.value,
    clauses: compiled.value,
    signals: edition.signals.map(({ signal, area, severity, role }) => ({
      ...{ code: signal, area, severity, role },
      days: number(edition.task_days, signal),
    })),
    toldByBank: new Set(edition.told_by_bank),
    changes: new Map(
      Object.entries(edition.changes).flatMap(([name, of]) => {
        const fact = vocabulary.value.byName.get(of)
        return fact === undefined ? [] : [[name, fact] as const]
      }),
    ),
    gapMonths: { min: number(edition.change_gap, 'min'), max: number(edition.change_gap, 'max') },
    points: Object.fromEntries(SEVERITIES.map(one => [one, number(edition.severity_points, one)])) as Record<
      Severity,
      number
    >,
    levels: POINTED_LEVELS.map(level => ({ level, points: number(edition.level_points, level) })).reverse(),
    looksPerNight: Number(edition.looks_per_night.value),
    forecastQuarters: Number(edition.forecast_quarters.value),
  })
}
