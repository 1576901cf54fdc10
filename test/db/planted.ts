/**
 * Rows for the tests of the database: two banks, two firms, an office, and one case of each pair with all that hangs
 * on it.
 */
import pg from 'pg'
import type { Place } from '../../src/platform/db/embedded.ts'
import { uuid7 } from '../../src/platform/ids.ts'

export type Planted = {
  readonly caseId: string
  readonly decision: string
  readonly paper: string
  readonly bank: string
  readonly firm: string
}

export async function asPlace<Value>(place: Place, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client(place)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Who there is: what cases point at. */
export const plantParties = (superuser: Place): Promise<void> =>
  asPlace(superuser, async client => {
    await client.query(`
      insert into app.organisations (id, kind, names) values
        ('office-001', 'office', '{}'), ('bank-one', 'bank', '{}'), ('bank-two', 'bank', '{}'),
        ('firm-one', 'firm', '{}'), ('firm-two', 'firm', '{}');
      insert into app.persons (id, subject, names) values
        ('person-one', 'one', '{}'), ('person-two', 'two', '{}'), ('person-officer', 'officer', '{}')`)
  })

/** A case with a row in every table that hangs on it; `which` names its parties. */
export const plantCase = (
  superuser: Place,
  which: string,
  office = 'office-001',
  level = 'branch_head',
): Promise<Planted> =>
  asPlace(superuser, async client => {
    const [caseId, decision, paper] = [uuid7(), uuid7(), uuid7()]
    const [bank, firm, person] = [`bank-${which}`, `firm-${which}`, `person-${which}`]
    const run = (text: string, ...values: readonly unknown[]) => client.query(text, [...values])
    await run(
      `insert into app.cases (id, firm, bank, office, state, content, names, asked_by)
       values ($1, $2, $3, $4, 'marked', '{}', '{}', 'bank')`,
      ...[caseId, firm, bank, office],
    )
    await run(`insert into app.case_events (case_id, sequence, type, body) values ($1, 1, 'drafted', '{}')`, caseId)
    await run(`insert into app.assignments (case_id, appraiser, draw) values ($1, $2, 'draw')`, caseId, person)
    await run(
      `insert into app.sheets (id, case_id, appraiser, body, digest) values ($1, $2, $3, '{}', $4)`,
      ...[uuid7(), caseId, person, `sheet-${which}`],
    )
    await run(
      `insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level,
         quorum)
       values ($1, $2, '{}', $3, '{}', '{}', 'BBB', 'approve', 100000000, $4, 1)`,
      ...[decision, caseId, `decision-${which}`, level],
    )
    await run(
      `insert into app.signatures (decision, person, role, verdict)
       values ($1, 'person-officer', 'branch_head', 'approve')`,
      decision,
    )
    await run(
      `insert into app.outcomes (id, decision, day, kind, amount, source)
       values ($1, $2, '2026-01-02', 'approved', 1, 'house')`,
      ...[uuid7(), decision],
    )
    await run(`insert into app.limits (scope, code, key, cap, reserved) values ('firm', 'cap', $1, 10, 1)`, firm)
    await run(
      `insert into app.reservations (decision, scope, code, key, amount, expires_on)
       values ($1, 'firm', 'cap', $2, 1, '2026-03-01')`,
      ...[decision, firm],
    )
    await run(
      `insert into app.gathered_facts (id, case_id, readings)
       values ($1, $2, '[{"fact": "fact", "source": "file", "state": "known"}]')`,
      uuid7(),
      caseId,
    )
    await run(`insert into app.papers (id, case_id, type, name) values ($1, $2, 'plan', 'plan.pdf')`, paper, caseId)
    await run(`insert into app.paper_parts (paper, part, bytes) values ($1, 0, 'x')`, paper)
    await run(
      `insert into app.certificates (number, case_id, decision, language, state, issued_on)
       values ($1, $2, $3, 'ko', 'ordered', '2026-01-02')`,
      ...[`certificate-${which}`, caseId, decision],
    )
    await run(
      `insert into app.idempotency (principal, key, request_digest, status, headers, body)
       values ($1, 'key', 'd', 201, '{}', '{}')`,
      `bank:${bank}:client-${which}`,
    )
    await run(
      `insert into app.audit_leaves (person, organisation, action, subject, body)
       values ('client', $1, 'read', $2, '{}')`,
      ...[bank, `case:${caseId}`],
    )
    const endpoint = uuid7()
    await run(
      `insert into app.webhook_endpoints (id, organisation, url, types, scheme, secret, created_by)
       values ($1, $2, 'https://receiver.example/', '{}', 'v1', 'x', 'client')`,
      ...[endpoint, bank],
    )
    await run(`select app.tell(array[$1], 'case.submitted', $2, $2, '{}', null)`, bank, caseId)
    await run(
      `insert into app.webhook_attempts (endpoint, message, at, duration_ms, status)
       select endpoint, message, now(), 1, 204 from app.webhook_deliveries where endpoint = $1`,
      endpoint,
    )
    await run(`insert into app.clients (id, organisation) values ($1, $2)`, `client-${which}`, bank)
    await run(
      `insert into app.client_keys (client, kid, jwk, added_by) values ($1, 'k', '{}', 'person')`,
      `client-${which}`,
    )
    await run(
      `insert into app.requests (id, at, organisation, client, request, method, route, status, duration_ms)
       values ($1, now(), $2, $3, 'r', 'GET', '/v1/self', 200, 1)`,
      ...[uuid7(), bank, `client-${which}`],
    )
    return { caseId, decision, paper, bank, firm }
  })
