/**
 * Whatever is done in whatever order, nobody approves what they had a hand in: sequences of deeds by few people, whose
 * roles change and who lend them to each other. The model keeps by itself who had a hand in what; what it is run
 * against says only whether a deed was done.
 */
import fc from 'fast-check'
import type { Actor, Role } from '../../../src/access/actor.ts'

export const PERSONS = ['person-kim', 'person-lee', 'person-park', 'person-choi'] as const
export type Person = (typeof PERSONS)[number]
const LENT: readonly Role[] = ['risk_officer', 'committee_member']
export const EDITIONS = 2

export type Deed =
  | { readonly type: 'draft' | 'save'; readonly edition: number; readonly text: number }
  | {
      readonly type: 'check' | 'propose' | 'approve' | 'reject' | 'withdraw' | 'schedule'
      readonly edition: number
    }
  /** Statements past the service, under the name of whoever sends them. */
  | { readonly type: 'sql_text'; readonly edition: number; readonly text: number }
  | { readonly type: 'sql_propose' | 'sql_approve' | 'sql_hands'; readonly edition: number }

/** What the deeds are done to; answers whether one was done. */
export type World = { readonly act: (actor: Actor, deed: Deed) => Promise<boolean> }

export type Model = {
  readonly roles: Map<Person, Set<Role>>
  /** Who holds a role in whose place. */
  readonly lent: Map<Person, Partial<Record<Role, Person>>>
  /** Everybody who had a hand in an edition, and whoever that was done for. */
  readonly hands: Map<number, Set<string>>
  last: readonly [Person, Deed] | undefined
  approvals: number
}
export const beginning = (): Model => ({
  roles: new Map(PERSONS.map(person => [person, new Set<Role>(['risk_officer', 'committee_member'])])),
  lent: new Map(PERSONS.map(person => [person, {}])),
  hands: new Map(),
  last: undefined,
  approvals: 0,
})

const actorOf = (model: Model, person: Person): Actor => {
  const delegations = model.lent.get(person) ?? {}
  const own = model.roles.get(person) ?? new Set()
  return {
    ...{ kind: 'agency', person, party: 'office-900', isSandbox: false, requestId: 'request-1' },
    roles: [...new Set([...own, ...(Object.keys(delegations) as Role[])])],
    delegations,
  }
}

const HANDED = ['draft', 'save', 'propose', 'withdraw', 'sql_text', 'sql_propose']
const APPROVING = ['approve', 'sql_approve']

async function done(model: Model, world: World, person: Person, deed: Deed): Promise<void> {
  model.last = [person, deed]
  const actor = actorOf(model, person)
  const behind = Object.values(model.lent.get(person) ?? {})
  // A statement sent past the service says nothing of who lent the power.
  const people = deed.type.startsWith('sql_') ? [person] : [person, ...behind]
  if (!(await world.act(actor, deed))) return
  const hands = model.hands.get(deed.edition) ?? new Set()
  if (APPROVING.includes(deed.type)) {
    const own = people.filter(one => hands.has(one))
    if (own.length > 0) throw new Error(`${person} approved what ${own.join(' and ')} had a hand in`)
    model.approvals += 1
  }
  if (HANDED.includes(deed.type)) model.hands.set(deed.edition, new Set([...hands, ...people]))
}

type Step = fc.AsyncCommand<Model, World>
const step = (text: string, run: (model: Model, world: World) => Promise<void>): Step => ({
  check: () => true,
  run,
  toString: () => text,
})
const person = fc.constantFrom(...PERSONS)
const edition = fc.nat({ max: EDITIONS - 1 })
const text = fc.nat({ max: 3 })
const role = fc.constantFrom(...LENT)

const by = (type: Deed['type']) =>
  fc
    .record({ who: person, edition, text })
    .map(one =>
      step(`${one.who} ${type} ${one.edition} (${one.text})`, (model, world) =>
        done(model, world, one.who, { type, edition: one.edition, text: one.text } as Deed),
      ),
    )

const around: readonly fc.Arbitrary<Step>[] = [
  fc.record({ from: person, to: person, role }).map(({ from, to, role: lent }) =>
    step(`${from} lends ${lent} to ${to}`, async model => {
      if (from !== to) model.lent.set(to, { ...model.lent.get(to), [lent]: from })
    }),
  ),
  person.map(to =>
    step(`${to} gives back what was lent`, async model => {
      model.lent.set(to, {})
    }),
  ),
  fc.record({ who: person, role }).map(({ who, role: changed }) =>
    step(`${who} has ${changed} given or taken`, async model => {
      const roles = model.roles.get(who)
      if (roles?.delete(changed) === false) roles.add(changed)
    }),
  ),
  fc.constant(
    step('the same again', async (model, world) => {
      if (model.last !== undefined) await done(model, world, ...model.last)
    }),
  ),
]

const DEEDS = [
  'draft',
  'save',
  'check',
  'check',
  'propose',
  'propose',
  'approve',
  'approve',
  'reject',
  'withdraw',
  'schedule',
] as const
const SQL_DEEDS = ['sql_text', 'sql_propose', 'sql_approve', 'sql_hands'] as const

/** A way that gets somewhere: else most sequences would end before anything is proposed. */
const way = fc.record({ maker: person, edition, text }).map(({ maker, edition: of, text: with_ }) =>
  step(`${maker} drafts or saves ${of}, checks and proposes it`, async (model, world) => {
    await done(model, world, maker, { type: 'draft', edition: of, text: with_ })
    await done(model, world, maker, { type: 'check', edition: of })
    await done(model, world, maker, { type: 'propose', edition: of })
  }),
)

/** Sequences of deeds; with `sql`, also past the service. */
export const sequences = (sql: boolean) =>
  fc.commands([way, ...DEEDS.map(by), ...(sql ? SQL_DEEDS.map(by) : []), ...around], { maxCommands: 30, size: '+1' })

/** Runs sequences against worlds made anew; answers how many approvals there were in all. */
export async function heldTo(make: () => Promise<World>, runs: number, seed: number, sql = false): Promise<number> {
  let approvals = 0
  await fc.assert(
    fc.asyncProperty(sequences(sql), async steps => {
      const model = beginning()
      await fc.asyncModelRun(async () => ({ model, real: await make() }), steps)
      approvals += model.approvals
    }),
    { numRuns: runs, seed, endOnFailure: true },
  )
  return approvals
}
