/** Tenants with real cases: played in the sandbox to their certificates, then given to banks that count. */
import pg from 'pg'
import { caseFile, contentOf, sandboxToken } from '../../src/cli/faults/cases.ts'
import type { House } from '../../src/cli/faults/house.ts'
import { superuserOf } from '../../src/cli/faults/process.ts'

export type Tenant = {
  readonly firm: string
  readonly bank: string
  readonly office: string
  readonly caseId: string
  readonly decision: string
  readonly certificate: string
  readonly paper: string
  /** The amount asked for, which stands in no other tenant's case. */
  readonly amount: string
}
export type Seat = Pick<Tenant, 'firm' | 'bank' | 'office' | 'amount'>

let keys = 0
export const keyed = (): { 'idempotency-key': string } => {
  keys += 1
  return { 'idempotency-key': `tenant-${keys}` }
}

export async function asOwner<Value>(folder: string, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client(superuserOf(folder))
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export const tokenOf = ({ tokens }: House, persona: string): string => {
  const found = tokens.people.find(one => one.persona === persona)
  if (found === undefined) throw new Error(`no persona ${persona}`)
  return found.access_token
}

async function asked(house: House, token: string, url: string, payload?: unknown): Promise<Record<string, unknown>> {
  const answer = await house.server.inject({
    method: 'POST',
    url,
    headers: {
      authorization: `Bearer ${token}`,
      ...keyed(),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  })
  if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.statusCode} ${answer.body.slice(0, 400)}`)
  return answer.json()
}

async function drawn(house: House, number: string): Promise<void> {
  for (let left = 200; left > 0; left -= 1) {
    const { rows } = await asCount(house, number)
    if (rows > 0) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`certificate ${number} was not drawn`)
}
async function asCount(house: House, number: string): Promise<{ rows: number }> {
  const answer = await house.server.inject({ method: 'GET', url: `/v1/public/certificates/${number}` })
  return { rows: answer.statusCode === 200 && answer.body.includes('valid') ? 1 : 0 }
}

/** Plays a case to its certificate and seats it with a firm, a bank and an office. */
export async function tenant(house: House, folder: string, seat: Seat): Promise<Tenant> {
  const file = caseFile()
  const loan = (file.case.application.request as unknown as { readonly loan_amount: string }).loan_amount
  const text = JSON.stringify({ content: contentOf(file), names: file.names })
    .replaceAll(file.case.party.firm.id, seat.firm)
    .replaceAll(`"${file.case.application.request.bank}"`, `"${seat.bank}"`)
    .replaceAll(`"${loan}"`, `"${seat.amount}"`)
  const bank = sandboxToken(house.tokens)
  const made = await asked(house, bank, '/v1/cases', { ...JSON.parse(text), scenario: 'approve' })
  const caseId = String(made['id'])
  await asked(house, bank, `/v1/cases/${caseId}/submit`)
  const bytes = { type: 'business_plan', name: `plan-of-${seat.firm}.pdf`, size: 3, digest: `sha256:${'0'.repeat(64)}` }
  const paper = String((await asked(house, bank, `/v1/cases/${caseId}/papers`, bytes))['id'])
  const officer = tokenOf(house, 'sandbox-officer')
  const order = await asked(house, officer, `/v1/cases/${caseId}/certificates`, { language: 'ko' })
  const certificate = String(order['number'])
  await drawn(house, certificate)
  const decision = await asOwner(folder, async client => {
    await client.query('update app.cases set firm = $2, bank = $3, office = $4, is_sandbox = false where id = $1', [
      ...[caseId, seat.firm, seat.bank, seat.office],
    ])
    const { rows } = await client.query<{ id: string }>('select id from app.decisions where case_id = $1', [caseId])
    return rows[0]?.id ?? ''
  })
  return { ...seat, caseId, decision, certificate, paper }
}
