/** Guarantees of the sandbox in the database: which of them wait for what is played, and what their claim rests on. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'

/** Cases of the sandbox, notified, whose guarantee waits for its agency; the longest waiting first. */
export const waitingCases = async (tx: Tx, scenarios: readonly string[], limit: number): Promise<readonly string[]> =>
  (
    await sql<{ id: string }>`
      select c.id from app.cases c left join app.guarantees g on g.case_id = c.id
      where c.is_sandbox and c.state = 'noticed'
        and c.scenario in (select jsonb_array_elements_text(${JSON.stringify(scenarios)}::jsonb))
        and (g.id is null or g.state in ('noticed', 'signed', 'claimed', 'examined')
          or g.state = 'in_force' and c.scenario = 'guarantee_released')
      order by c.updated_at, c.id limit ${limit}`.execute(tx)
  ).rows.map(one => one.id)

/** The guarantee begun on a case. */
export const guaranteeOfCase = async (tx: Tx, caseId: string): Promise<string | undefined> =>
  (
    await tx
      .selectFrom('app.guarantees')
      .select('id')
      .where('case_id', '=', caseId)
      .orderBy('id', 'desc')
      .executeTakeFirst()
  )?.id
