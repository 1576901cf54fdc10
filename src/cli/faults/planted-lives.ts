/** Guarantees at their stages on a database of their own, made by the use cases themselves on a day that is given. */
import type { Actor, Role } from '../../access/actor.ts'
import { contentSchema } from '../../appraisal/content.ts'
import { fixedBook } from '../../appraisal/way/service.ts'
import type { Said } from '../../guarantee/schema.ts'
import { addYears, calendarDate } from '../../kernel/calendar.ts'
import type { Result } from '../../kernel/result.ts'
import { sure } from '../../kernel/result.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { SANDBOX, sandboxActor, sandboxPlayers } from '../../platform/identity/sandbox.ts'
import { type Flow, makeFlow } from '../../services.ts'
import { shippedRules } from '../command.ts'
import { caseFile, contentOf } from './cases.ts'
import { FIRM } from './load.ts'

export type At = { readonly now: Date; readonly day: string }
export const at = (day: string): At => ({ now: new Date(`${day}T01:00:00.000Z`), day })

const actor = (kind: Actor['kind'], party: string, person: string, role: Role): Actor => ({
  ...{ kind, party, person, roles: [role], delegations: {}, isSandbox: kind === 'bank', requestId: 'planted' },
})
const officer = sandboxPlayers.find(one => one.role === 'officer')
if (officer === undefined) throw new Error('the sandbox has no officer')

export const ACTORS = {
  bank: actor('bank', SANDBOX.bank, 'client-planted', 'bank'),
  officer: sandboxActor(officer, 'planted'),
  finance: actor('agency', 'agency-planted', 'person-finance', 'finance'),
  claims: actor('agency', 'agency-planted', 'person-claims', 'claims'),
  payer: actor('agency', 'agency-planted', 'person-payer', 'claims'),
} as const
export type Persona = keyof typeof ACTORS

export const flowOfShipped = (): Flow =>
  makeFlow({ book: fixedBook(shippedRules()), offices: [], referDays: 5, retryLater: async () => undefined })

export type Stage = 'noticed' | 'in_force' | 'subrogated'
export type Planted = { readonly id: string; readonly notice: string; readonly stage: Stage }

const FILE = caseFile()
const CONTENT = JSON.stringify(contentOf(FILE))

/** A guarantee of a firm of its own, led to a stage within one day. */
export async function planted(db: Database, flow: Flow, number: number, stage: Stage, when: At): Promise<Planted> {
  const as = async <Value>(who: Persona, work: (tx: Tx, actor: Actor) => Promise<Result<Value>>): Promise<Value> =>
    sure(
      await db.transaction(
        ACTORS[who],
        tx => work(tx, ACTORS[who]),
        result => result.ok,
      ),
    )
  const content = contentSchema.parse(JSON.parse(CONTENT.replaceAll(FIRM, `firm-${3_000_000 + number}`)))
  const asked = { content, names: FILE.names, scenario: 'approve' } as Parameters<Flow['appraisal']['draft']>[2]
  const { id: caseId } = await as('bank', (tx, who) => flow.appraisal.draft(tx, who, asked, when))
  await as('bank', (tx, who) => flow.appraisal.submit(tx, who, caseId, when))
  const { beginning, guarantees } = flow.guarantee
  const begun = await as('officer', (tx, who) => beginning.begin(tx, who, caseId, { kind: 'individual' }, when))
  const { id } = begun
  const notice = begun.life.notices[0]?.id ?? ''
  const step = (who: Persona, said: Said) => as(who, (tx, actor) => guarantees.ask(tx, actor, id, said, when))
  if (stage === 'noticed') return { id, notice, stage }
  await step('officer', { type: 'sign', notice })
  const fees = await db.transaction(ACTORS.finance, tx =>
    tx.selectFrom('app.guarantee_fees').select('amount').where('guarantee', '=', id).execute(),
  )
  const paid = { amount: BigInt(fees[0]?.amount ?? '0'), paid_on: when.day, reference: `fee ${number}` }
  await as('finance', (tx, who) => guarantees.receiveFee(tx, who, id, paid as never, when))
  await step('officer', { type: 'send_letter', notice })
  const loan = String(begun.loan)
  await step('bank', { type: 'draw', notice, amount: loan, on: when.day, bank_loan: `L-${number}` })
  if (stage === 'in_force') {
    // Long enough that the fee of a second year comes due.
    await step('officer', { type: 'change', of: 'term', matures_on: addYears(calendarDate(when.day), 3) })
    return { id, notice, stage }
  }
  await step('bank', { type: 'report_accident', kind: 'rehabilitation_filed', on: when.day })
  const proof = `sha256:${'0'.repeat(64)}`
  await step('bank', { type: 'claim', trigger: 'rehabilitation', on: when.day, proof })
  const debt = { principal: loan, rate: '0.05', due_on: when.day, costs: [], denied_principal: '0' }
  await step('claims', { type: 'examine', ...debt, pay_on: when.day, denies: [], waives: [] })
  await step('payer', { type: 'pay' })
  const opening = { basis: 'commercial' as const, holder: ACTORS.claims.person }
  await as('claims', (tx, who) => flow.recourse.file.open(tx, who, id, opening, when))
  return { id, notice, stage }
}
