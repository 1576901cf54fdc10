/** What became of all guarantees, counted by quarters in the database: a million of them are some thousand rows. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { ForecastLife } from '../accident-forecast.ts'

type Row = {
  readonly begun: number
  readonly accident: number | null
  readonly ended: number | null
  readonly count: number
  readonly balance: string
  readonly squares: string
}

/**
 * Guarantees that were drawn, by the quarter of their first draw, of their first accident, and of their end without
 * one. What counts is the day on which it was so, which a late telling names itself.
 */
export async function livesByQuarter(tx: Tx, grade: string | undefined): Promise<readonly ForecastLife[]> {
  const ofGrade = grade === undefined ? sql`true` : sql`g.grade = ${grade}`
  const { rows } = await sql<Row>`
    with told as (
      select g.id, g.balance, g.state, e.type,
        case when e.type in ('drawn', 'accident_reported') and e.body ? 'on' then (e.body ->> 'on')::date
          else e.day end as day
      from app.guarantees g join app.guarantee_events e on e.guarantee = g.id
      where not g.is_sandbox and ${ofGrade}
        and e.type in ('drawn', 'accident_reported', 'released', 'lapsed', 'notice_withdrawn')
    ), life as (
      select id, balance, min(day) filter (where type = 'drawn') as begun,
        min(day) filter (where type = 'accident_reported') as accident,
        max(day) filter (where state in ('released', 'lapsed')) as ended
      from told group by id, balance
    ), counted as (
      select extract(year from begun)::int * 4 + extract(quarter from begun)::int - 1 as begun,
        extract(year from accident)::int * 4 + extract(quarter from accident)::int - 1 as accident,
        case when accident is null then extract(year from ended)::int * 4 + extract(quarter from ended)::int - 1 end
          as ended,
        balance
      from life where begun is not null
    )
    select begun, accident, ended, count(*)::int as count, sum(balance)::text as balance,
      sum(balance * balance)::text as squares
    from counted group by begun, accident, ended order by begun, accident, ended`.execute(tx)
  return rows.map(row => ({ ...row, balance: Number(row.balance), squares: Number(row.squares) }))
}
