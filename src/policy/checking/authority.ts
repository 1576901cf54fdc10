/**
 * Authority and grades checked: every amount and grade a decision can have is within some level's reach, no level
 * stands in another's shadow, and a larger or worse case is not signed by fewer; the matrix and the cut-offs of the
 * technology grades never reward the worse.
 */
import { rankOf } from '../../decision/policy.ts'
import { allOf, atLeast, atMost, oneOf, tableFact } from '../../rules/checking/conditions.ts'
import { orderFindings } from '../../rules/checking/order.ts'
import type { Table, TableRow } from '../../rules/checking/tables.ts'
import { FINAL_GRADES, TECHNOLOGY_GRADES } from '../../scoring/grades-schema.ts'
import { RISK_GRADES } from '../../scoring/risk-schema.ts'
import { guaranteedRank } from './amounts.ts'
import { type Checked, factNamed, tableFinding, tableFindings, type WitnessFinding } from './finding.ts'

/** The most the statute lets any case have; a cap that is a share of a fact may be as high as amounts are read. */
function amountMax({ rules }: Checked): number {
  const amounts = rules.policy.terms.statutory.map(limit => limit.amount)
  const known = amounts.filter(amount => amount !== undefined)
  if (known.length < amounts.length) return Number.MAX_SAFE_INTEGER - 1
  return Number(known.reduce((most, one) => (one > most ? one : most)))
}

function levelFindings(checked: Checked): readonly WitnessFinding[] {
  const { levels } = checked.rules.policy
  const grade = factNamed(checked, 'grade')
  const amount = tableFact('guaranteed_amount', { type: 'money', unit: 'won', max: amountMax(checked) })
  const referred = tableFact('is_referred', { type: 'flag', unit: 'flag' })
  const place = `${checked.fileOf('authority')}#levels`
  const rows = levels.map((level): TableRow => {
    const reach = [atMost(amount, Number(level.amountMax)), oneOf(grade, FINAL_GRADES.slice(0, level.minimumRank + 1))]
    const when = allOf(...reach, ...(level.maySignReferred ? [] : [atMost(referred, 0)]))
    return { code: level.code, when, gives: BigInt(level.quorum), holdsUnknown: false }
  })
  const worst = guaranteedRank(checked)
  const table: Table = {
    rows,
    // What is better here is the care taken: more signatures for a larger, worse or referred case.
    ...{ hit: 'first', otherwise: undefined, better: 'higher' },
    directions: new Map([
      ['guaranteed_amount', 'rising'],
      ['grade', 'rising'],
      ['is_referred', 'rising'],
    ]),
    possible: new Map([
      ['grade', (value: number) => value <= worst],
      ['guaranteed_amount', () => true],
      ['is_referred', () => true],
    ]),
  }
  const found = tableFindings(table, {
    ...{ table: 'authority', place, rowPlaces: rows.map((_, row) => `${place}.${row}`) },
    severities: { not_monotone: 'warning' },
  })
  const falling = levels.flatMap((level, row): readonly WitnessFinding[] => {
    const before = levels[row - 1]
    if (before === undefined || level.amountMax > before.amountMax) return []
    return [
      {
        ...{ kind: 'not_rising', severity: 'error', place: `${place}.${row}.amount_max` },
        params: { table: 'authority', row: level.code, others: before.code, over: 'known' },
        witness: { guaranteed_amount: String(level.amountMax) },
        beside: { guaranteed_amount: String(before.amountMax) },
      },
    ]
  })
  return [...found, ...falling]
}

function matrixFindings(checked: Checked): readonly WitnessFinding[] {
  const { cells } = checked.rules.grades
  const [technology, risk] = [factNamed(checked, 'technology_grade'), factNamed(checked, 'risk_grade')]
  const place = `${checked.fileOf('grades')}#matrix.values`
  const cellsOf = TECHNOLOGY_GRADES.flatMap(t => RISK_GRADES.map(r => ({ t, r, grade: cells[t][r] })))
  const table: Table = {
    rows: cellsOf.map(({ t, r, grade }) => ({
      ...{ code: `${t} ${r}`, when: allOf(oneOf(technology, [t]), oneOf(risk, [r])) },
      ...{ gives: BigInt(rankOf(grade)), holdsUnknown: false },
    })),
    ...{ hit: 'first', otherwise: undefined, better: 'lower' },
    directions: new Map([
      ['technology_grade', 'falling'],
      ['risk_grade', 'falling'],
    ]),
    possible: new Map([
      ['technology_grade', () => true],
      ['risk_grade', () => true],
    ]),
  }
  const rowPlaces = cellsOf.map(({ t, r }) => `${place}.${t}.${r}`)
  // Each cell is named by its row and its column, so only the order can be wrong; a missing cell does not load.
  return orderFindings(table, false).map(one => tableFinding(one, table, { table: 'matrix', place, rowPlaces }))
}

function cutOffFindings(checked: Checked): readonly WitnessFinding[] {
  const score = factNamed(checked, 'technology_score')
  const place = `${checked.fileOf('grades')}#technology_score_min`
  const { cutOffs } = checked.rules.grades
  const rows = cutOffs.map(
    (cutOff, rank): TableRow => ({
      ...{ code: cutOff.grade, when: atLeast(score, cutOff.scoreMicro), gives: BigInt(rank), holdsUnknown: false },
    }),
  )
  const table: Table = {
    ...{ rows, hit: 'first', otherwise: BigInt(rows.length), better: 'lower' },
    directions: new Map([['technology_score', 'rising']]),
    possible: new Map([['technology_score', () => true]]),
  }
  const rowPlaces = rows.map(row => `${place}.values.${row.code}`)
  return tableFindings(table, { table: 'technology_score_min', place, rowPlaces })
}

/** Every finding about who signs, and about the grades it goes by. */
export const authorityFindings = (checked: Checked): readonly WitnessFinding[] => [
  ...levelFindings(checked),
  ...matrixFindings(checked),
  ...cutOffFindings(checked),
]
