/**
 * Amounts checked: the ceiling by grade, the statute's caps, further caps, each programme's limits, the needs by
 * purpose, and conditions of the terms. A better case never has the lower limit, and no purpose is without a need.
 */
import { type CompiledLimit, type CompiledNeed, type CompiledProgramme, rankOf } from '../../decision/policy.ts'
import { ONE } from '../../kernel/fixed.ts'
import { oneOf } from '../../rules/checking/conditions.ts'
import type { Table, TableRow } from '../../rules/checking/tables.ts'
import { FINAL_GRADES } from '../../scoring/grades-schema.ts'
import { guardOf } from './coverage.ts'
import { possibleIn } from './eligibility.ts'
import { type Checked, factNamed, tableFindings, type WitnessFinding } from './finding.ts'

/** More than any amount there is: what is given where no limit holds. */
const UNLIMITED = 10n ** 18n

const limitRow = (checked: Checked, limit: CompiledLimit, holdsUnknown: boolean): TableRow => ({
  ...{ code: limit.code, when: guardOf(checked, limit.guard), gives: limit.amount ?? null, holdsUnknown },
})

function ceilingFindings(checked: Checked): readonly WitnessFinding[] {
  const { terms, programmes } = checked.rules.policy
  const grade = factNamed(checked, 'grade')
  const place = `${checked.fileOf('terms')}#ceiling_by_grade`
  const rowPlaces = FINAL_GRADES.map(one => `${place}.values.${one}`)
  const table: Table = {
    rows: FINAL_GRADES.map((code, rank) => ({
      ...{ code, when: oneOf(grade, [code]), gives: terms.ceilings[rank] ?? 0n, holdsUnknown: false },
    })),
    ...{ hit: 'first', otherwise: undefined, better: 'higher', directions: checked.directions },
    possible: new Map([['grade', () => true]]),
  }
  const empty = [...programmes.values()].flatMap((programme): readonly WitnessFinding[] => {
    const rank = terms.ceilings.findIndex((ceiling, at) => ceiling === 0n && at <= programme.minimumRank)
    const code = FINAL_GRADES[rank]
    if (programme.isCeilingReplaced || code === undefined) return []
    return [
      {
        ...{ kind: 'nothing_given', severity: 'error', place: rowPlaces[rank] ?? place },
        params: { table: 'ceiling_by_grade', row: code, programme: programme.code, over: 'known' },
        witness: { programme: programme.code, grade: code },
      },
    ]
  })
  // Equal ceilings for two grades are no mistake: each grade has its row.
  const found = tableFindings(table, { table: 'ceiling_by_grade', place, rowPlaces })
  return [...found.filter(one => one.kind !== 'row_redundant'), ...empty]
}

function statutoryFindings(checked: Checked): readonly WitnessFinding[] {
  const { statutory } = checked.rules.policy.terms
  const place = `${checked.fileOf('terms')}#statutory_caps`
  const rows = statutory.map(limit => limitRow(checked, limit, false))
  const table: Table = {
    rows,
    ...{ hit: 'highest', otherwise: undefined, better: 'higher', directions: checked.directions },
  }
  return tableFindings(table, {
    ...{ table: 'statutory_caps', place, rowPlaces: rows.map((_, row) => `${place}.${row}`) },
  })
}

type Group = { readonly rows: readonly TableRow[]; readonly places: readonly string[] }

/** Limits that are alike but for amount and condition, those of a share of a fact apart: each is a table of its own. */
function limitGroups(checked: Checked, limits: readonly CompiledLimit[], place: string): readonly Group[] {
  const groups = new Map<string, { rows: TableRow[]; places: string[] }>()
  for (const [at, limit] of limits.entries()) {
    const { scope, side, counts, amount } = limit
    const key = amount === undefined ? `${at}` : [scope, side, ...counts].join(' ')
    const group = groups.get(key) ?? { rows: [], places: [] }
    group.rows.push(limitRow(checked, limit, true))
    group.places.push(`${place}.${at}`)
    groups.set(key, group)
  }
  return [...groups.values()]
}

function limitFindings(
  checked: Checked,
  limits: readonly CompiledLimit[],
  named: { readonly table: string; readonly place: string; readonly programme?: CompiledProgramme },
): readonly WitnessFinding[] {
  const { table: name, place, programme } = named
  return limitGroups(checked, limits, place).flatMap(({ rows, places }) => {
    // Several rows for cases of their own are meant for all cases; a single one may be meant for some.
    const isSplit = rows.length > 1 && rows.every(row => row.gives !== null)
    const table: Table = {
      rows,
      ...{ hit: 'lowest', otherwise: isSplit ? undefined : UNLIMITED, better: 'higher' },
      directions: checked.directions,
      ...(programme === undefined ? {} : { possible: possibleIn(checked, programme) }),
    }
    return tableFindings(table, {
      ...{ table: name, place, rowPlaces: places },
      params: programme === undefined ? {} : { programme: programme.code },
    })
  })
}

function needFindings(checked: Checked): readonly WitnessFinding[] {
  const { terms, programmes } = checked.rules.policy
  const purpose = factNamed(checked, 'purpose')
  const rowOf = (need: CompiledNeed): TableRow => ({
    ...{ code: need.code, when: oneOf(purpose, need.purposes), gives: null, holdsUnknown: false },
  })
  const shared = terms.needs.map(rowOf)
  const place = `${checked.fileOf('terms')}#needs`
  const own: Table = {
    ...{ rows: shared, hit: 'unique', otherwise: 0n, better: null, directions: new Map() },
  }
  const ofTerms = tableFindings(own, { table: 'needs', place, rowPlaces: shared.map((_, row) => `${place}.${row}`) })
  const ofProgrammes = [...programmes.values()].flatMap((programme, at) => {
    const rows = [...programme.needs.map(rowOf), ...shared]
    const ownPlace = `${checked.fileOf('programmes')}#programmes.${at}.needs`
    const table: Table = {
      ...{ rows, hit: 'first', otherwise: undefined, better: null, directions: new Map() },
      possible: new Map([['purpose', possibleIn(checked, programme).get('purpose') ?? (() => true)]]),
    }
    const rowPlaces = programme.needs.map((_, row) => `${ownPlace}.${row}`)
    return tableFindings(table, {
      ...{ table: 'needs', place: `${checked.fileOf('programmes')}#programmes.${at}.purposes`, rowPlaces },
      params: { programme: programme.code },
    }).filter(one => one.kind === 'gap' || programme.needs.some(need => need.code === one.params['row']))
  })
  return [...ofTerms.filter(one => one.kind !== 'row_redundant'), ...ofProgrammes]
}

/** Conditions put on a guarantee where something holds: whether it ever does. */
function conditionFindings(checked: Checked): readonly WitnessFinding[] {
  const { terms, programmes } = checked.rules.policy
  const of = (
    list: CompiledProgramme['conditions'],
    place: string,
    programme?: CompiledProgramme,
  ): readonly WitnessFinding[] => {
    const rows = list.map(({ code, guard }) => ({
      ...{ code, when: guardOf(checked, guard), gives: null, holdsUnknown: true },
    }))
    const table: Table = {
      ...{ rows, hit: 'all', otherwise: 0n, better: null, directions: new Map() },
      ...(programme === undefined ? {} : { possible: possibleIn(checked, programme) }),
    }
    const rowPlaces = rows.map((_, row) => `${place}.${row}`)
    const params = programme === undefined ? {} : { programme: programme.code }
    return tableFindings(table, { table: 'conditions', place, rowPlaces, params }).filter(one => one.kind !== 'gap')
  }
  const file = checked.fileOf('programmes')
  return [
    ...of(terms.conditions, `${checked.fileOf('terms')}#conditions`),
    ...[...programmes.values()].flatMap((one, at) => of(one.conditions, `${file}#programmes.${at}.conditions`, one)),
  ]
}

/** Gates of a programme: their shares make the whole, and each comes at a higher readiness than the one before. */
function gateFindings(checked: Checked): readonly WitnessFinding[] {
  const file = checked.fileOf('programmes')
  return checked.rules.editions.programmes.programmes.flatMap(({ code, gates }, at): readonly WitnessFinding[] => {
    const place = `${file}#programmes.${at}.gates`
    const compiled = checked.rules.policy.programmes.get(code)?.gates ?? []
    const whole = compiled.reduce((sum, gate) => sum + gate.share, 0n)
    const params = { table: 'gates', programme: code, over: 'known' }
    const isWhole = compiled.length === 0 || whole === ONE
    return [
      ...(isWhole
        ? []
        : [
            {
              ...({ kind: 'parts_make_no_whole', severity: 'error', place, params } as const),
              witness: Object.fromEntries(gates.map(gate => [gate.code, gate.share.value])),
            },
          ]),
      ...compiled.flatMap((gate, row): readonly WitnessFinding[] => {
        const before = compiled[row - 1]
        if (before === undefined || gate.trl > before.trl) return []
        return [
          {
            ...{ kind: 'not_rising', severity: 'error', place: `${place}.${row}.trl` },
            params: { ...params, row: gate.code, others: before.code },
            witness: { trl: String(gate.trl) },
            beside: { trl: String(before.trl) },
          },
        ]
      }),
    ]
  })
}

/** The worst grade any programme still guarantees, as its place from 0 for AAA. */
export const guaranteedRank = (checked: Checked): number =>
  Math.max(
    rankOf(checked.rules.editions.terms.minimum_grade.value),
    ...[...checked.rules.policy.programmes.values()].map(one => one.minimumRank),
  )

/** Every finding about amounts. */
export function amountFindings(checked: Checked): readonly WitnessFinding[] {
  const { terms, programmes } = checked.rules.policy
  const file = checked.fileOf('programmes')
  return [
    ...ceilingFindings(checked),
    ...statutoryFindings(checked),
    ...limitFindings(checked, terms.caps, { table: 'caps', place: `${checked.fileOf('terms')}#caps` }),
    ...[...programmes.values()].flatMap((programme, at) =>
      limitFindings(checked, programme.limits, {
        ...{ table: 'limits', place: `${file}#programmes.${at}.limits`, programme },
      }),
    ),
    ...needFindings(checked),
    ...conditionFindings(checked),
    ...gateFindings(checked),
  ]
}
