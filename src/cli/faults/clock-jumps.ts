/** A clock that is wrong by days or years while somebody asks: every command on guarantees at every stage. */
import type pg from 'pg'
import { commandTypes } from '../../guarantee/life-table.ts'
import type { Said } from '../../guarantee/schema.ts'
import { money } from '../../kernel/money.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import { rowsOf } from '../../platform/db/statements.ts'
import type { Flow } from '../../services.ts'
import { ACTORS, at, type Persona, type Planted } from './planted-lives.ts'

/** Before the day of the last event of every life. */
const BACK = ['2026-04-13', '2026-01-05'] as const
const FORTH = ['2026-04-15', '2027-05-03', '2036-01-07'] as const
/** Lives of each stage that are asked on days to come, whose books are looked at after each answer. */
const FORTH_LIVES = 3
const PAPER = `sha256:${'0'.repeat(64)}`

const WHO: Readonly<Partial<Record<Said['type'], Persona>>> = {
  draw: 'bank',
  tell: 'bank',
  release: 'bank',
  report_accident: 'bank',
  normalise: 'bank',
  claim: 'bank',
  examine: 'claims',
  pay: 'payer',
  recover: 'claims',
  defer: 'claims',
  sell: 'claims',
  write_off: 'claims',
  discharge: 'claims',
}

/** Every command as somebody asks it in good faith on a day. */
function saidOn(day: string, notice: string): readonly Said[] {
  const debt = { principal: '1000000', rate: '0.05', due_on: day, costs: [], denied_principal: '0' }
  const all: { readonly [Type in Said['type']]: Extract<Said, { type: Type }> | Said } = {
    notice: { type: 'notice' },
    withdraw: { type: 'withdraw', notice, reason: 'The firm has taken another loan.' },
    lapse: { type: 'lapse', notice },
    sign: { type: 'sign', notice },
    send_letter: { type: 'send_letter', notice },
    draw: { type: 'draw', notice, amount: '1000000', on: day },
    tell: { type: 'tell', duty: 'affecting', on: day },
    charge_fee: { type: 'charge_fee' },
    change: { type: 'change', of: 'amount', left: '1000000' },
    renew: { type: 'renew', left: '1000000', matures_on: '2040-01-03', grade: 'BBB' },
    release: { type: 'release', left: '0' },
    restate: { type: 'restate', of: 'release', event: 5, left: '2', reason: 'jump', reference: 'jump' },
    report_accident: { type: 'report_accident', kind: 'arrears', on: day },
    normalise: { type: 'normalise' },
    claim: { type: 'claim', trigger: 'rehabilitation', on: day, proof: PAPER },
    examine: { type: 'examine', ...debt, pay_on: day, denies: [], waives: [] },
    pay: { type: 'pay' },
    recover: { type: 'recover', amount: '1000', reference: 'jump' },
    defer: { type: 'defer', until: '2027-01-04', ground: 'more_later', resolution: 'board 1' },
    sell: { type: 'sell', to: 'kamco', resolution: 'board 2', price: '1000', reference: 'jump' },
    write_off: { type: 'write_off' },
    discharge: { type: 'discharge', ground: 'settled' },
  }
  return commandTypes.map(type => all[type] as Said)
}

/** Everything a step could have written, in one line. */
const STANDS = `
  select md5(string_agg(part, '|' order by part)) as stands from (
    select g.id || ':' || g.version || ':' || g.held || ':' || g.life::text || coalesce(g.due_on::text, '') as part
      from app.guarantees g
    union all select 'events ' || count(*) from app.guarantee_events
    union all select 'entries ' || count(*) || ' ' || coalesce(max(place), 0) from app.ledger_entries
    union all select 'fees ' || count(*) || ' ' || sum(amount) || ' ' || sum(earned) from app.guarantee_fees
    union all select 'leaves ' || count(*) from app.audit_leaves
    union all select 'limits ' || sum(used) || ' ' || sum(reserved) || ' ' || sum(version) from app.limits) parts`

const faultsIn = async (tx: Tx): Promise<number> =>
  (await rowsOf<{ fault: string }>(tx, 'select fault from app.ledger_faults()', [])).length

export type Jumped = { readonly held: number; readonly of: number; readonly notes: readonly string[] }

export async function jumped(
  database: Database,
  flow: Flow,
  owner: pg.Client,
  lives: readonly Planted[],
): Promise<Jumped> {
  const { guarantees } = flow.guarantee
  const standsNow = async (): Promise<string> => (await owner.query<{ stands: string }>(STANDS)).rows[0]?.stands ?? ''
  const missed: string[] = []
  let [of, refused, done] = [0, 0, 0]

  // Set back: nothing is entered before the day of the last event, whatever is asked.
  const before = await standsNow()
  for (const { id, notice, stage } of lives)
    for (const day of BACK) {
      const asked = saidOn(day, notice)
      of += asked.length + 1
      const codes = await Promise.all([
        ...asked.map(async said => {
          const actor = ACTORS[WHO[said.type] ?? 'officer']
          const result = await database.transaction(
            actor,
            tx => guarantees.ask(tx, actor, id, said, at(day)),
            value => value.ok,
          )
          return [said.type, result.ok ? 'done' : (result.refusals[0]?.code ?? '')] as const
        }),
        (async () => {
          const paid = { amount: money(1n), paid_on: '2026-04-14', reference: `jump ${day}` }
          const result = await database.transaction(
            ACTORS.finance,
            tx => guarantees.receiveFee(tx, ACTORS.finance, id, paid, at(day)),
            value => value.ok,
          )
          return ['fee', result.ok ? 'done' : (result.refusals[0]?.code ?? '')] as const
        })(),
      ])
      for (const [what, code] of codes) {
        const due = what === 'fee' ? ['guarantee_day_to_come'] : ['guarantee_state', 'guarantee_day_backwards']
        if (due.includes(code)) refused += 1
        else missed.push(`${what} on ${stage} on ${day}: ${code}`)
      }
    }
  if ((await standsNow()) !== before) missed.push('the clock set back: something was written')

  // Set forward: refused, or done whole with the books in order; and taken back, so that the next finds the same.
  const asked = lives.slice(0, 3 * FORTH_LIVES)
  for (const { id, notice, stage } of asked)
    for (const day of FORTH)
      for (const said of saidOn(day, notice)) {
        of += 1
        const actor = ACTORS[WHO[said.type] ?? 'officer']
        let faults = 0
        const isOk = await database.transaction(
          actor,
          async tx => {
            const result = await guarantees.ask(tx, actor, id, said, at(day))
            if (result.ok) faults = await asSystem(tx, actor, () => faultsIn(tx))
            return result.ok
          },
          () => false,
        )
        if (faults > 0) missed.push(`${said.type} on ${stage} on ${day}: done, and ${faults} faults in the books`)
        else if (isOk) done += 1
        else refused += 1
      }
  if ((await standsNow()) !== before) missed.push('the clock set forward: something of what was taken back was kept')
  // Whatever time alone makes due is on the list of any later day.
  const listed = await database.transaction(ACTORS.finance, tx =>
    flow.guarantee.reading.due(tx, ACTORS.finance, FORTH[2], { limit: lives.length }),
  )
  const onList = listed.ok ? new Set(listed.value.filter(one => one.due.length > 0).map(one => one.kept.id)) : new Set()
  for (const { id, stage } of lives) {
    of += stage === 'subrogated' ? 0 : 1
    if (stage !== 'subrogated' && !onList.has(id)) missed.push(`${stage}: due for years and not listed`)
  }
  return {
    held: of - missed.length,
    of,
    notes: [
      `the clock jumped under ${of} requests: ${refused} refused, ${done} done whole, nothing half`,
      ...missed.slice(0, 10),
    ],
  }
}
