/** The database held against a journal of acknowledgements: nothing lost, nothing done twice, limits as reserved. */
import type pg from 'pg'
import { type Acknowledged, caseIdOf } from './load.ts'

/** Acknowledged cases that the database does not hold whole: case, decision and the kept answer. */
export async function lostOf(client: pg.Client, acknowledged: readonly Acknowledged[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ key: string; body: string; made: number }>(
    `select i.key, i.body, count(d.id)::int as made
     from app.idempotency i
     left join app.cases c on c.id = (i.body::jsonb ->> 'case_id')::uuid
     left join app.decisions d on d.case_id = c.id and d.id = (i.body::jsonb ->> 'decision_id')::uuid
     where i.key = any($1) group by i.key, i.body`,
    [acknowledged.map(one => one.key)],
  )
  const kept = new Map(rows.map(row => [row.key, row]))
  return acknowledged.flatMap(({ key, text }) => {
    const row = kept.get(key)
    if (row === undefined) return [`${key}: acknowledged, and its key is not kept`]
    if (row.made !== 1) return [`${key}: acknowledged, and ${row.made} decisions are kept`]
    return row.body === text ? [] : [`${key}: acknowledged with another answer than is kept`]
  })
}

/**
 * What the database holds beside what its keys say: cases without a key, keys without a case, two cases of one key.
 * @param drafted keys, as a pattern, under which cases were drafted and then handed in
 */
export async function twiceOf(client: pg.Client, prefix: string, drafted = ''): Promise<readonly string[]> {
  const { rows: kept } = await client.query<{ key: string; body: string }>(
    `select key, body from app.idempotency where key like $1 || '-%' or key like $2`,
    [prefix, drafted],
  )
  const { rows: cases } = await client.query<{ id: string; decisions: number; recommended: number }>(
    `select c.id, (select count(*) from app.decisions d where d.case_id = c.id)::int as decisions,
       (select count(*) from app.case_events e where e.case_id = c.id and e.type = 'recommended')::int as recommended
     from app.cases c`,
  )
  const byKey = new Map(kept.map(row => [caseIdOf(row.body), row.key]))
  const found = cases.flatMap(({ id, decisions, recommended }) => {
    const wrong: string[] = []
    if (!byKey.has(id)) wrong.push(`case ${id}: kept under no key`)
    if (decisions !== 1 || recommended !== 1)
      wrong.push(`case ${id}: ${decisions} decisions, recommended ${recommended} times`)
    return wrong
  })
  const there = new Set(cases.map(one => one.id))
  for (const [id, key] of byKey) if (!there.has(id)) found.push(`${key}: its case is not kept`)
  if (byKey.size !== kept.length) found.push(`${kept.length} keys name ${byKey.size} cases`)
  const { rows: crossed } = await client.query<{ key: string }>(
    `select l.scope || ':' || l.code || ':' || l.key as key from app.limits l
     where l.reserved <> coalesce((select sum(r.amount) from app.reservations r
       where (r.scope, r.code, r.key) = (l.scope, l.code, l.key) and r.state = 'pending'), 0)
       or l.used + l.reserved > l.cap`,
  )
  return [...found, ...crossed.map(one => `limit ${one.key}: not what is reserved of it`)]
}
