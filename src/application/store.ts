/** The tables of a case: its row, what happened to it, and the organisations it names. */
import { sql } from 'kysely'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Words } from '../kernel/words.ts'
import type { Tx } from '../platform/db/database.ts'
import type { CaseRow } from '../platform/db/tables.ts'
import { type CaseEvent, type Command, decide, evolve, isState, type Life } from './life.ts'

/** Who stands how to a case. */
export type Subject = {
  readonly firm: string
  readonly bank: string
  readonly office: string
  readonly region: string | null
  readonly isBeforeCommittee: boolean
  readonly holder: string | null
  readonly isSandbox: boolean
  readonly appraisers: readonly string[]
  readonly preparedBy: readonly string[]
}

/** A case as it is kept. */
export type Kept = {
  readonly id: string
  readonly life: Life
  readonly subject: Subject
  readonly content: unknown
  readonly names: unknown
  readonly consent: string | null
  readonly askedBy: 'firm' | 'bank'
  readonly dueOn: string | null
  readonly submittedOn: string | null
  readonly scenario: string | null
  readonly drawSeed: string | null
  readonly createdAt: string
  readonly updatedAt: string
  /** Appraisers whose sheet stands. */
  readonly signedBy: readonly string[]
}

const COLUMNS = [
  'id',
  'firm',
  'bank',
  'office',
  'is_sandbox',
  'state',
  'version',
  'content',
  'names',
  'consent',
  'asked_by',
  'holder',
  'due_on',
  'submitted_on',
  'scenario',
  'draw_seed',
  'is_objected',
  'is_person_asked',
  'is_before_committee',
  'is_guaranteed',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof CaseRow)[]

/** One case with those who stand to it, in one query; undefined where it is not there or not for the actor to see. */
export async function caseOf(tx: Tx, id: string): Promise<Kept | undefined> {
  const row = await tx
    .selectFrom('app.cases as c')
    .select(COLUMNS)
    .select([
      sql<string | null>`app.region_of(c.office)`.as('region'),
      sql<string[]>`coalesce((select json_agg(a.appraiser order by a.appraiser) from app.assignments a
        where a.case_id = c.id and a.ended_at is null), '[]')`.as('appraisers'),
      sql<string[]>`coalesce((select json_agg(s.appraiser order by s.appraiser) from app.sheets s
        where s.case_id = c.id and s.superseded_at is null), '[]')`.as('signed_by'),
      sql<string[]>`coalesce((select json_agg(distinct p.person) from (
        select e.person from app.case_events e where e.case_id = c.id
          and e.type in ('drafted', 'submitted', 'corrected', 'recommended', 'reviewed')
        union all select b.person from app.case_events e, jsonb_array_elements_text(e.body -> 'behind') as b(person)
          where e.case_id = c.id and e.type = 'reviewed'
        union all select s.appraiser from app.sheets s where s.case_id = c.id
        union all select d.memo_by from app.decisions d where d.case_id = c.id) as p
        where p.person is not null), '[]')`.as('prepared_by'),
    ])
    .where('c.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  if (!isState(row.state)) throw new Error(`case ${id} is in no known state: ${row.state}`)
  return {
    id: row.id,
    life: {
      state: row.state,
      version: row.version,
      isObjected: row.is_objected,
      isPersonAsked: row.is_person_asked,
      isGuaranteed: row.is_guaranteed,
    },
    subject: {
      firm: row.firm,
      bank: row.bank,
      office: row.office,
      region: row.region,
      isBeforeCommittee: row.is_before_committee,
      holder: row.holder,
      isSandbox: row.is_sandbox,
      appraisers: row.appraisers,
      preparedBy: row.prepared_by,
    },
    content: row.content,
    names: row.names,
    consent: row.consent,
    askedBy: row.asked_by,
    dueOn: row.due_on,
    submittedOn: row.submitted_on,
    scenario: row.scenario,
    drawSeed: row.draw_seed,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    signedBy: row.signed_by,
  }
}

export type Drafted = {
  readonly id: string
  readonly firm: string
  readonly bank: string
  readonly office: string
  readonly isSandbox: boolean
  readonly content: unknown
  readonly names: unknown
  readonly consent: string | null
  readonly askedBy: 'firm' | 'bank'
  readonly scenario: string | null
  readonly person: string
  readonly at: string
}

/** Writes a case just drafted and its first event. */
export async function keepDraft(tx: Tx, draft: Drafted): Promise<void> {
  await tx
    .insertInto('app.cases')
    .values({
      id: draft.id,
      firm: draft.firm,
      bank: draft.bank,
      office: draft.office,
      is_sandbox: draft.isSandbox,
      state: 'drafted',
      content: JSON.stringify(draft.content),
      names: JSON.stringify(draft.names),
      consent: draft.consent,
      asked_by: draft.askedBy,
      scenario: draft.scenario,
      created_at: draft.at,
      updated_at: draft.at,
    })
    .execute()
  await tx
    .insertInto('app.case_events')
    .values({ case_id: draft.id, sequence: 1, type: 'drafted', body: '{}', person: draft.person, at: draft.at })
    .execute()
}

export type Change = {
  readonly life: Life
  readonly event: CaseEvent
  readonly body: Readonly<Record<string, unknown>>
  readonly person: string
  readonly at: string
  readonly content?: unknown
  readonly names?: unknown
  readonly holder?: string | null
  readonly dueOn?: string | null
  readonly submittedOn?: string
  readonly drawSeed?: string
}

/**
 * Keeps one event and the case as it stands after it.
 * @param change.life the life after the event; the case must still be at the version before it
 * @returns false where somebody changed the case meanwhile
 */
export async function keepChange(tx: Tx, id: string, change: Change): Promise<boolean> {
  const updated = await tx
    .updateTable('app.cases')
    .set({
      state: change.life.state,
      version: change.life.version,
      is_objected: change.life.isObjected,
      is_person_asked: change.life.isPersonAsked,
      updated_at: change.at,
      ...(change.content === undefined ? {} : { content: JSON.stringify(change.content) }),
      ...(change.names === undefined ? {} : { names: JSON.stringify(change.names) }),
      ...(change.holder === undefined ? {} : { holder: change.holder }),
      ...(change.dueOn === undefined ? {} : { due_on: change.dueOn }),
      ...(change.submittedOn === undefined ? {} : { submitted_on: change.submittedOn }),
      ...(change.drawSeed === undefined ? {} : { draw_seed: change.drawSeed }),
    })
    .where('id', '=', id)
    .where('version', '=', change.life.version - 1)
    .executeTakeFirst()
  if (updated.numUpdatedRows !== 1n) return false
  await tx
    .insertInto('app.case_events')
    .values({
      case_id: id,
      sequence: change.life.version,
      type: change.event.type,
      body: JSON.stringify(change.body),
      person: change.person,
      at: change.at,
    })
    .execute()
  return true
}

type More = Partial<Pick<Change, 'body' | 'content' | 'names' | 'holder' | 'dueOn' | 'submittedOn' | 'drawSeed'>>

/** Does a command to a case: decides, keeps the event, and answers the case as it then is. */
export async function done(
  tx: Tx,
  person: string,
  kept: Kept,
  command: Command,
  now: Date,
  more: More = {},
): Promise<Result<Kept>> {
  const event = decide(kept.life, command)
  return event.ok ? occurred(tx, person, kept, event.value, now, more) : event
}

/** Keeps an event that was decided. */
export async function occurred(
  tx: Tx,
  person: string,
  kept: Kept,
  event: CaseEvent,
  now: Date,
  more: More = {},
): Promise<Result<Kept>> {
  const life = evolve(kept.life, event)
  const change = { life, event, person, at: now.toISOString(), body: {}, ...more }
  if (!(await keepChange(tx, kept.id, change))) return refuse(refusal('changed_meanwhile'))
  return ok({
    ...kept,
    life,
    content: more.content ?? kept.content,
    names: more.names ?? kept.names,
    dueOn: more.dueOn === undefined ? kept.dueOn : more.dueOn,
    submittedOn: more.submittedOn ?? kept.submittedOn,
    drawSeed: more.drawSeed ?? kept.drawSeed,
    subject: { ...kept.subject, holder: more.holder === undefined ? kept.subject.holder : more.holder },
    updatedAt: now.toISOString(),
  })
}

/** A firm's name as it was handed in beside its case. */
type FirmNames = { readonly ko: string; readonly en?: string; readonly zh?: string }

export type Listed = {
  readonly id: string
  readonly firm: string
  readonly bank: string
  readonly office: string
  readonly state: string
  readonly version: number
  readonly holder: string | null
  readonly due_on: string | null
  readonly is_sandbox: boolean
  readonly created_at: string
  readonly updated_at: string
  readonly firm_names: FirmNames | null
}

/** A row of a list with what access asks of its case. */
export type Listing = { readonly shown: Listed; readonly subject: Subject }

/** Cases the actor's rows show, newest first; `before` is the last id of the page before. */
export async function casesOf(
  tx: Tx,
  page: { readonly limit: number; readonly before?: string; readonly state?: string; readonly office?: string },
  isSandboxOnly: boolean,
): Promise<Listing[]> {
  const rows = await tx
    .selectFrom('app.cases as c')
    .select([
      sql<string | null>`app.region_of(c.office)`.as('region'),
      sql<string[]>`coalesce((select json_agg(a.appraiser) from app.assignments a
        where a.case_id = c.id and a.ended_at is null), '[]')`.as('appraisers'),
      'is_before_committee',
      'id',
      'firm',
      'bank',
      'office',
      'state',
      'version',
      'holder',
      'due_on',
      'is_sandbox',
      'created_at',
      'updated_at',
      sql<FirmNames | null>`c.names -> (c.content -> 'party' -> 'firm' ->> 'id')`.as('firm_names'),
    ])
    .$if(page.before !== undefined, query => query.where('id', '<', page.before ?? ''))
    .$if(page.state !== undefined, query => query.where('state', '=', page.state ?? ''))
    .$if(page.office !== undefined, query => query.where('office', '=', page.office ?? ''))
    .$if(isSandboxOnly, query => query.where('is_sandbox', '=', true))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
  return rows.map(({ region, appraisers, is_before_committee: isBeforeCommittee, ...shown }) => {
    const { firm, bank, office, holder, is_sandbox: isSandbox } = shown
    const parties = { firm, bank, office, region, holder, appraisers }
    return { shown, subject: { ...parties, isBeforeCommittee, isSandbox, preparedBy: [] } }
  })
}

/** What happened to a case, in order. */
export const eventsOf = (tx: Tx, id: string) =>
  tx
    .selectFrom('app.case_events')
    .select(['sequence', 'type', 'body', 'person', 'at'])
    .where('case_id', '=', id)
    .orderBy('sequence')
    .execute()

export type Organisations = Readonly<Record<string, { readonly kind: string; readonly isSandbox: boolean }>>

/** The organisations of these ids that are there, and the office that takes new cases where none is named. */
export async function organisationsOf(tx: Tx, ids: readonly string[]): Promise<Organisations> {
  const rows = await tx
    .selectFrom('app.organisations')
    .select(['id', 'kind', 'is_sandbox'])
    .where(eb => eb.or([eb('id', 'in', ids), eb('kind', '=', 'office')]))
    .orderBy('id')
    .execute()
  return Object.fromEntries(rows.map(row => [row.id, { kind: row.kind, isSandbox: row.is_sandbox }]))
}

/** Banks by their names: those of the sandbox, or those that count. */
export async function banksOf(tx: Tx, isSandbox: boolean): Promise<readonly { id: string; names: Words }[]> {
  const rows = await tx
    .selectFrom('app.organisations')
    .select(['id', 'names'])
    .where('kind', '=', 'bank')
    .where('is_sandbox', '=', isSandbox)
    .orderBy('id')
    .execute()
  return rows.map(({ id, names }) => {
    const { ko, en, zh } = names as Partial<Words> & Pick<Words, 'ko'>
    return { id, names: { ko, en: en ?? ko, zh: zh ?? ko } }
  })
}

/** Keeps a firm that a bank brings and nobody knew; one that is there stays as it is. */
export const keepFirm = (tx: Tx, id: string, names: unknown, isSandbox: boolean) =>
  tx
    .insertInto('app.organisations')
    .values({ id, kind: 'firm', names: JSON.stringify(names), is_sandbox: isSandbox })
    .onConflict(conflict => conflict.doNothing())
    .execute()

/** Holds a case as it is until the transaction ends: nobody changes it, and nobody else keeps readings of it. */
export const holdCase = (tx: Tx, id: string) =>
  tx.selectFrom('app.cases').select('id').where('id', '=', id).forUpdate().executeTakeFirst()

/** Keeps what the next draws of a case are promised with; nothing of the case changes by it. */
export const keepDrawSeed = (tx: Tx, id: string, drawSeed: string) =>
  tx.updateTable('app.cases').set({ draw_seed: drawSeed }).where('id', '=', id).execute()

/** Cases of the sandbox handed in that wait for their scenario. */
export const waitingInSandbox = (tx: Tx) =>
  tx
    .selectFrom('app.cases')
    .select(['id', 'scenario', 'updated_at'])
    .where('is_sandbox', '=', true)
    .where('state', '=', 'submitted')
    .where('scenario', 'is not', null)
    .orderBy('id')
    .limit(100)
    .execute()
