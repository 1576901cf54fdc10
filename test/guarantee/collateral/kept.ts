// Valuations as the service keeps them: issued, of a case of the firm, with the office's extract on file.
import { sql } from 'kysely'
import { digestOf, type Json } from '../../../src/kernel/digest.ts'
import { sure } from '../../../src/kernel/result.ts'
import { uuid7 } from '../../../src/platform/ids.ts'
import { type RightOnFile, rightKey } from '../../../src/technology/rights/schema.ts'
import { agent, contentOf, fixture, request } from '../../flow/people.ts'
import type { World } from '../service/served.ts'
import { VALUATION } from './sample.ts'

export type Issued = { readonly id: string; readonly digest: string; readonly caseId: string }

const at = { now: new Date('2026-04-14T01:00:00.000Z'), day: '2026-04-14' }

/** A case of a firm, handed in with its office; its bank is none of those that lend on the rights. */
export async function caseOfFirm(world: World, firmId: string, bank: string): Promise<string> {
  const firm = world.firmActor(firmId)
  const file = fixture('laser-rod-growth')
  const asked = file.case.application.request
  const text = JSON.stringify(contentOf(file)).replaceAll(file.case.party.firm.id, firmId)
  const content = JSON.parse(text.replaceAll(asked.bank, bank))
  const { id } = sure(
    await request(world.fresh.database, firm, tx =>
      world.flow.appraisal.draft(tx, firm, { content, names: file.names, consent: 'consent-103' }, at),
    ),
  )
  sure(await request(world.fresh.database, firm, tx => world.flow.appraisal.submit(tx, firm, id, at)))
  return id
}

/** Puts an extract on file with a case, under a digest of its own. */
export async function filed(world: World, caseId: string, right: RightOnFile): Promise<void> {
  const digest = digestOf({ right, caseId } as unknown as Json)
  const [paper, db] = [uuid7(), world.fresh.database.plain]
  await sql`insert into app.papers (id, case_id, type, name, state, digest, size)
    values (${paper}::uuid, ${caseId}::uuid, 'evidence', 'extract.json', 'kept', ${digest}, 1)`.execute(db)
  await sql`insert into app.right_files (id, case_id, paper, digest, kind, drawn_on, edition, rights, left_out,
      filed_by, filed_at)
    values (${uuid7()}::uuid, ${caseId}::uuid, ${paper}::uuid, ${digest}, 'kipo_register', '2026-03-02', '2026-01',
      ${JSON.stringify([right])}::json, '[]', 'person-officer-1', now())`.execute(db)
}

/** An issued valuation of a right, by the figures of the sample. */
export async function issued(
  world: World,
  of: { readonly caseId: string; readonly firm: string; readonly right: RightOnFile; readonly low?: string },
): Promise<Issued> {
  const { low = VALUATION.value.low } = of
  const value = { low, mid: '9000000000', high: '9000000000' }
  const content = {
    request: { base_day: VALUATION.base_day, report_day: VALUATION.base_day, client: { name: 'Hanbit Cells' } },
    rights: [{ key: rightKey(of.right) }],
    reconciled: { leading: VALUATION.lead.method, ground: VALUATION.lead.reason },
    methods: [{ method: 'income', ...value }],
    value,
    valid_until: VALUATION.valid_until,
  }
  const digest = digestOf(content as unknown as Json)
  const id = uuid7()
  const officer = agent('officer', 1)
  await world.fresh.database.transaction(officer, tx =>
    sql`insert into app.valuations (id, case_id, firm, number, version, purpose, base_day, valid_until, record,
      digest, state, drafted_by, drafted_at, signed_by, signed_at, issued_by, issued_at)
    select ${id}::uuid, ${of.caseId}::uuid, ${of.firm}, ${`test-${id}`}, coalesce(max(version), 0) + 1, 'guarantee',
      ${VALUATION.base_day}::date, ${VALUATION.valid_until}::date, ${JSON.stringify(content)}::jsonb, ${digest},
      'issued', 'person-901', now(), 'person-901', now(), 'person-902', now()
    from app.valuations where case_id = ${of.caseId}::uuid`.execute(tx),
  )
  return { id, digest, caseId: of.caseId }
}
