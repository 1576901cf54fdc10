/**
 * Guarantees led over HTTP from the case to their end, each step under a key of its own: issued, drawn on, its fee
 * received, the month reported, and then released or claimed on, paid, recovered and discharged, all on one day.
 */
import type { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { sha256Hex } from '#sha256'
import { MONTH_COLUMNS } from '../../guarantee/month/schema.ts'
import { addMonths, calendarDate } from '../../kernel/calendar.ts'
import { dayIn, systemClock } from '../../platform/clock.ts'
import { caseFile, contentOf, sandboxToken, type Tokens } from './cases.ts'
import { type Answered, FIRM, isAgain, post } from './load.ts'

type Who = 'bank' | 'officer' | 'finance' | 'claims' | 'admin'
const PERSONAS = { officer: 'sandbox-officer', finance: 'finance', claims: 'claims', admin: 'admin' } as const

/** A step that was acknowledged: what was asked, on what it was done, and the answer. */
export type Deed = { readonly key: string; readonly step: string; readonly subject: string; readonly text: string }

/** What is done with the one request: sent until it is answered, or several times over. */
export type Sender = (
  key: string,
  attempt: (body: string) => Promise<Answered | null>,
  body: string,
) => Promise<Answered>

/** Sends until somebody answers. */
export const untilAnswered: Sender = async (_key, attempt, body) => {
  for (;;) {
    const answer = await attempt(body)
    if (answer !== null && !isAgain(answer)) return answer
    await pause(50)
  }
}

const tokenOf = (tokens: Tokens, who: Who): string => {
  if (who === 'bank') return sandboxToken(tokens)
  const found = tokens.people.find(one => one.persona === PERSONAS[who])
  if (found === undefined) throw new Error(`the demonstration has no ${PERSONAS[who]}`)
  return found.access_token
}

const today = (): string => dayIn('Asia/Seoul', systemClock.now())

/** Whoever found an amount payable does not pay it: the demonstration's one of finance pays. */
export async function letFinancePay(agent: Agent, address: string, tokens: Tokens): Promise<void> {
  const body = JSON.stringify({ person: 'person-demo-finance', role: 'claims', reason: 'Pays what another examined.' })
  const answer = await post(
    agent,
    address,
    tokenOf(tokens, 'admin'),
    'payer',
    body,
    '/v1/organisations/agency-demo/members',
  )
  if (answer?.status !== 201) throw new Error(`no second payer: ${answer?.status} ${answer?.text}`)
}

export type Lives = {
  readonly deeds: readonly Deed[]
  readonly wrong: readonly string[]
  /** Steps that were sent and are not answered. */
  readonly running: () => readonly string[]
  /** Leads one guarantee from its case to its end. */
  readonly lead: (number: number) => Promise<void>
}

const FILE = caseFile()
const CONTENT = JSON.stringify({ content: contentOf(FILE), names: FILE.names, scenario: 'approve' })

/** Months before the one that runs, each told by another guarantee's report so that none takes the place of another. */
const MONTHS = 240

/** One row on a month that is over: the loan is made after it, so that it stands at nothing. */
function reportOf(number: number, guarantee: string): { readonly month: string; readonly bytes: Buffer } {
  const month = addMonths(calendarDate(`${today().slice(0, 7)}-01`), -1 - (number % MONTHS)).slice(0, 7)
  const cells: Readonly<Record<string, string>> = { guarantee, loan: `L-${number}`, month, state: 'performing' }
  const zeros: Readonly<Record<string, string>> = { outstanding: '0', drawn: '0', repaid: '0', rate: '0.05' }
  const keys = MONTH_COLUMNS.map(one => one.key)
  const row = keys.map(key => cells[key] ?? zeros[key] ?? '')
  return { month, bytes: Buffer.from(`${keys.join(',')}\r\n${row.join(',')}`) }
}

export function makeLives(
  agent: Agent,
  address: string,
  tokens: Tokens,
  prefix: string,
  sender: Sender = untilAnswered,
): Lives {
  const deeds: Deed[] = []
  const wrong: string[] = []
  const running = new Map<string, string>()

  type Shown = ReturnType<typeof JSON.parse>
  /** One step: sent until acknowledged, and entered in the journal. Throws where it is refused. */
  async function step(
    number: number,
    name: string,
    who: Who,
    path: string,
    body: unknown,
    subjectOf: (shown: Shown) => string,
    method: 'POST' | 'PUT' = 'POST',
  ): Promise<Shown> {
    const key = `${prefix}.${number}.${name}`
    const attempt = (text: string) => post(agent, address, tokenOf(tokens, who), key, text, path, method)
    running.set(key, name)
    const text = body === undefined ? '' : Buffer.isBuffer(body) ? body.toString() : JSON.stringify(body)
    const answer = await sender(key, attempt, text)
    running.delete(key)
    if (answer.status !== 200 && answer.status !== 201)
      throw new Error(`${key}: ${answer.status} ${answer.text.slice(0, 400)}`)
    const shown: Shown = JSON.parse(answer.text)
    if (method === 'POST') deeds.push({ key, step: name, subject: subjectOf(shown), text: answer.text })
    return shown
  }

  async function report(number: number, guarantee: string): Promise<void> {
    const { month, bytes } = reportOf(number, guarantee)
    const digest = `sha256:${sha256Hex(bytes)}`
    const declared = { kind: 'utilisation', month, name: 'month.csv', size: bytes.length, digest }
    const idOf = (shown: Shown): string => shown.id
    const { id } = await step(number, 'report_declared', 'bank', '/v1/reports', declared, idOf)
    await step(number, 'report_part', 'bank', `/v1/reports/${id}/parts/0`, bytes, idOf, 'PUT')
    await step(number, 'report_sent', 'bank', `/v1/reports/${id}/complete`, undefined, idOf)
  }

  async function led(number: number): Promise<void> {
    const drafted = CONTENT.replaceAll(FIRM, `firm-${2_000_000 + number}`)
    const caseOf = (shown: Shown): string => shown.case_id ?? shown.id
    const caseId = caseOf(await step(number, 'case_drafted', 'bank', '/v1/cases', JSON.parse(drafted), caseOf))
    await step(number, 'case_submitted', 'bank', `/v1/cases/${caseId}/submit`, undefined, caseOf)
    const idOf = (shown: Shown): string => shown.id
    const begun = await step(
      number,
      'noticed',
      'officer',
      `/v1/cases/${caseId}/guarantee`,
      { kind: 'individual' },
      idOf,
    )
    const notice: string = begun.notices[0].id
    const on = (name: string, who: Who, path: string, body?: unknown): Promise<Shown> =>
      step(number, name, who, `/v1/guarantees/${begun.id}/${path}`, body, idOf)
    const signed = await on('signed', 'officer', 'sign', { notice })
    const paid = { amount: signed.fee_unpaid, paid_on: today(), reference: `transfer ${number}` }
    await on('fee_received', 'finance', 'fees/received', paid)
    await on('letter_sent', 'officer', 'letter', { notice })
    await on('drawn', 'bank', 'draws', { notice, amount: begun.loan, on: today(), bank_loan: `L-${number}` })
    await report(number, begun.number)
    if (number % 2 === 0) {
      await on('released', 'bank', 'release', { left: '0' })
      return
    }
    await on('accident_reported', 'bank', 'accidents', { kind: 'rehabilitation_filed', on: today() })
    const proof = `sha256:${'0'.repeat(64)}`
    await on('claimed', 'bank', 'claims', { trigger: 'rehabilitation', on: today(), proof })
    const debt = { principal: begun.loan, rate: '0.05', due_on: today(), costs: [], denied_principal: '0' }
    await on('examined', 'claims', 'examinations', { ...debt, pay_on: today(), denies: [], waives: [] })
    await on('paid', 'finance', 'payments')
    await on('recovered', 'claims', 'recoveries', { amount: '1000000', reference: `recovery ${number}` })
    await on('written_off', 'claims', 'write-off')
    await on('discharged', 'claims', 'discharge', { ground: 'settled' })
  }

  return {
    deeds,
    wrong,
    running: () => [...running.values()],
    lead: async number => {
      try {
        await led(number)
      } catch (problem) {
        wrong.push(problem instanceof Error ? problem.message : String(problem))
      }
    },
  }
}
