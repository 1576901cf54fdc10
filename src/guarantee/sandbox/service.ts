/**
 * The agency of a guarantee, played in the sandbox: its officer signs and sends the letter, its finance takes the fee,
 * its claims officers examine and pay. Each step is the one command by which a life changes, done as a player, who
 * reaches nothing that counts.
 */
import { type Actor, systemActor } from '../../access/actor.ts'
import { may, relationsTo } from '../../access/table.ts'
import { caseOf } from '../../application/store.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import { moneyText } from '../../kernel/money.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { balancesOf } from '../../ledger/store.ts'
import type { Tx } from '../../platform/db/database.ts'
import { asSystem } from '../../platform/db/elevated.ts'
import type { BeginningService } from '../beginning/service.ts'
import { booksOf, feeUnpaid } from '../books.ts'
import type { Carrying } from '../carrying.ts'
import type { GuaranteeService, Moment } from '../service.ts'
import { guaranteeOf, lastEvent } from '../store.ts'
import { nextOf, type Play, type Played, type Step } from './next.ts'
import { guaranteeOfCase, waitingCases } from './store.ts'

type Dependencies = {
  readonly carriedBy: (day: string) => Result<Carrying>
  readonly guarantees: Pick<GuaranteeService, 'ask' | 'receiveFee'>
  readonly beginning: Pick<BeginningService, 'begin'>
  /** Everybody of the sandbox who plays a role. */
  readonly actorsOf: (role: string, requestId: string) => readonly Actor[]
  /** What a scenario plays of a guarantee; undefined where it plays nothing of one. */
  readonly playOf: (scenario: string) => Play | undefined
  /** Scenarios that play something of a guarantee. */
  readonly scenarios: readonly string[]
}

/** What was played, in order, and how the guarantee then stands. */
export type PlayDone = { readonly guarantee: string; readonly state: string; readonly steps: readonly string[] }

/** Cases of one round; the next minute takes the rest. */
const ROUND = 200
/** As whom the house plays. A step may leave the transaction as its player's: each begins as the house again. */
const HOUSE = systemActor('sandbox.guarantees')
/** Steps of one guarantee in a row: more than any scenario has. */
const STEPS_MAX = 12

export function makeGuaranteeSandbox(parts: Dependencies) {
  const { carriedBy, guarantees, beginning, playOf } = parts

  function playerOf(by: Step['by'], requestId: string): Actor {
    const role = by === 'payer' ? 'claims' : by
    const found = parts.actorsOf(role, requestId).at(by === 'payer' ? 1 : 0)
    if (found === undefined) throw new Error(`nobody plays ${by} in the sandbox`)
    return found
  }

  /** A guarantee as it is to be played on; read as the house. */
  async function playedOf(tx: Tx, id: string): Promise<Played & { readonly firm: string }> {
    const kept = await guaranteeOf(tx, id)
    if (kept === undefined) throw new Error(`guarantee ${id} is played and is not there`)
    const claim =
      kept.life.state === 'claimed' || kept.life.state === 'examined' ? await lastEvent(tx, id, 'claimed') : undefined
    const { on } = (claim?.body ?? {}) as { readonly on?: string }
    return {
      life: kept.life,
      outstanding: kept.outstanding,
      unpaid: feeUnpaid(booksOf({ transfers: [], balances: await balancesOf(tx, id) }), id),
      claimedOn: on === undefined ? undefined : calendarDate(on),
      firm: kept.subject.firm,
    }
  }

  /** Takes one step; what it is called. */
  async function taken(tx: Tx, actor: Actor, id: string, step: Step, at: Moment): Promise<Result<string>> {
    const player = playerOf(step.by, actor.requestId)
    if (step.by === 'finance') {
      const paid = { amount: step.receives, paid_on: at.day, reference: `played ${moneyText(step.receives)} ${at.day}` }
      const done = await guarantees.receiveFee(tx, player, id, paid, at)
      return done.ok ? ok('receive_fee') : done
    }
    const done = await guarantees.ask(tx, player, id, step.asks, { ...at, day: step.on })
    return done.ok ? ok(step.asks.type) : done
  }

  /** Plays a case's guarantee as far as the agency is to act; begun where it is not yet. */
  async function playedThrough(
    tx: Tx,
    actor: Actor,
    caseId: string,
    play: Play,
    at: Moment,
  ): Promise<Result<PlayDone>> {
    const rules = carriedBy(at.day)
    if (!rules.ok) return rules
    const steps: string[] = []
    let id = await guaranteeOfCase(tx, caseId)
    if (id === undefined) {
      const officer = playerOf('officer', actor.requestId)
      const begun = await asSystem(tx, HOUSE, () => beginning.begin(tx, officer, caseId, { kind: 'individual' }, at))
      if (!begun.ok) return begun
      id = begun.value.id
      steps.push('begin')
    }
    for (let place = 0; place < STEPS_MAX; place++) {
      const held = id
      const step = nextOf(await playedOf(tx, held), play, calendarDate(at.day), rules.value)
      if (step === undefined) break
      const done = await asSystem(tx, HOUSE, () => taken(tx, actor, held, step, at))
      if (!done.ok) return done
      steps.push(done.value)
    }
    return ok({ guarantee: id, state: (await playedOf(tx, id)).life.state, steps })
  }

  return {
    /**
     * Plays the agency of a case's guarantee now, asked by somebody of the sandbox; each minute it is done unasked.
     * Errors: `subject_missing`, `scenario_unknown` where the scenario plays nothing of a guarantee, `case_state`.
     */
    async play(tx: Tx, actor: Actor, caseId: string, at: Moment): Promise<Result<PlayDone>> {
      const found = await caseOf(tx, caseId)
      if (found === undefined) return refuse(refusal('subject_missing'))
      const allowed = may(actor, 'guarantee.play', relationsTo(actor, found.subject))
      if (!allowed.ok) return allowed
      const scenario = found.subject.isSandbox ? (found.scenario ?? '') : ''
      const play = playOf(scenario)
      if (play === undefined) {
        const limit = `a case of the sandbox under ${parts.scenarios.join(', ')}`
        return refuse(refusal('scenario_unknown', 'scenario', { value: scenario, limit }))
      }
      if (found.life.state !== 'noticed')
        return refuse(refusal('case_state', 'state', { value: found.life.state, limit: 'noticed' }))
      return asSystem(tx, actor, () => playedThrough(tx, actor, caseId, play, at))
    },

    /** Cases whose guarantee waits for its agency. */
    due: (tx: Tx): Promise<readonly string[]> => waitingCases(tx, parts.scenarios, ROUND),

    /** Plays one that is due. */
    async playDue(tx: Tx, actor: Actor, caseId: string, at: Moment): Promise<Result<PlayDone | null>> {
      const play = playOf((await caseOf(tx, caseId))?.scenario ?? '')
      return play === undefined ? ok(null) : playedThrough(tx, actor, caseId, play, at)
    },
  }
}
export type GuaranteeSandbox = ReturnType<typeof makeGuaranteeSandbox>
