/**
 * Many guarantees noticed and not signed yet, as many rows as the service would have written: one made by the use cases,
 * the others copied from its rows under ids, numbers and firms of their own. All are reserved for in two limits of the
 * firm, in the one of their programme and in the one of the fund, which all of them share.
 */
import type pg from 'pg'
import type { Planted } from './planted-lives.ts'

/** Room enough for every copy. */
const ROOM = '900000000000000000'
const SHARED = [
  ['programme', 'budget', 'technology_guarantee'],
  ['fund', 'multiple', 'own'],
] as const

/** Rows of a table copied for each id; what identifies them in text or keys is put in the place of what was. */
const copied = (table: string, columns: string, where: string, more = "'{}'::jsonb"): string => `
  insert into app.${table} (${columns})
  select ${columns} from bench_copies c, app.${table} t,
    jsonb_populate_record(null::app.${table}, replace(replace(replace(to_jsonb(t)::text, c.old, c.id::text),
      c.old_decision, c.decision::text), c.old_firm, c.firm)::jsonb || ${more}) as r
  where ${where}`

async function columnsOf(owner: pg.Client, table: string): Promise<readonly string[]> {
  const { rows } = await owner.query<{ column_name: string }>(
    `select column_name from information_schema.columns
     where table_schema = 'app' and table_name = $1 and is_identity = 'NO' order by ordinal_position`,
    [table],
  )
  return rows.map(row => `r."${row.column_name}"`)
}

const TABLES: readonly (readonly [table: string, where: string, more?: string])[] = [
  ['decisions', 't.id::text = c.old_decision', "jsonb_build_object('digest', c.decision::text)"],
  ['limits', "t.key like '%' || c.old_firm"],
  ['reservations', "t.decision::text = c.old_decision and t.key like '%' || c.old_firm"],
  ['guarantees', 't.id::text = c.old', "jsonb_build_object('number', 'TG-2026-' || lpad((c.place + 1)::text, 7, '0'))"],
  ['guarantee_events', 't.guarantee::text = c.old'],
  ['ledger_entries', 't.guarantee::text = c.old'],
  ['ledger_transfers', 't.guarantee::text = c.old'],
  ['ledger_balances', 't.guarantee::text = c.old'],
]

/** Copies a noticed guarantee so many times; their ids and notices. */
export async function noticedMany(
  owner: pg.Client,
  first: Planted,
  firm: string,
  count: number,
): Promise<readonly { readonly id: string; readonly notice: string }[]> {
  await owner.query(`set session_replication_role = replica`)
  await owner.query(
    `create temporary table bench_copies as
     select place, gen_random_uuid() as id, gen_random_uuid() as decision, 'firm-' || (4000000 + place) as firm,
       g.id::text as old, g.decision::text as old_decision, $3::text as old_firm
     from app.guarantees g, generate_series(1, $2::int) place where g.id = $1`,
    [first.id, count, firm],
  )
  for (const [table, where, more] of TABLES) {
    const columns = await columnsOf(owner, table)
    const names = columns.map(one => one.slice(2)).join(', ')
    const text = copied(table, names, where, more).replace(`select ${names}`, `select ${columns.join(', ')}`)
    await owner.query(text)
  }
  for (const [scope, code, key] of SHARED) {
    await owner.query('insert into app.limits (scope, code, key, cap) values ($1, $2, $3, $4) on conflict do nothing', [
      ...[scope, code, key, ROOM],
    ])
    await owner.query(
      `insert into app.reservations (decision, scope, code, key, amount, expires_on)
       select g.decision, $1, $2, $3, g.held, '2100-01-01' from app.guarantees g`,
      [scope, code, key],
    )
    await owner.query(
      `update app.limits set reserved = (select sum(held) from app.guarantees) where (scope, code, key) = ($1, $2, $3)`,
      [scope, code, key],
    )
  }
  await owner.query('update app.guarantee_serials set last = $1', [count + 1])
  await owner.query(`set session_replication_role = origin`)
  await owner.query('analyze')
  const { rows } = await owner.query<{ id: string }>('select id from bench_copies order by place')
  return rows.map(({ id }) => ({ id, notice: `${id}.1` }))
}
