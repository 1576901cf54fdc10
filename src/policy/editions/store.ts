/** Editions of the rules made here, what happened to each, and rule sets that are stopped. */
import { type Kysely, sql } from 'kysely'
import type { Tx } from '../../platform/db/database.ts'
import type { Tables } from '../../platform/db/tables.ts'
import type { Grounds, Life, LifeEvent, Resolutions } from './edition-life.ts'
import type { EditionTexts, Named } from './texts.ts'

export type KeptEdition = Named & {
  readonly id: string
  readonly base: string | null
  readonly madeBy: string
  readonly approvedFor: readonly string[]
  readonly changedAt: string
  readonly life: Life
}

const HEAD = [
  'id',
  'kind',
  'edition',
  'state',
  'version',
  'digest',
  'words_digest',
  'base',
  'in_force_from',
  'made_by',
  'hands',
  'replaces',
  'grounds',
  'resolutions',
  'proposed_by',
  'approved_by',
  'approved_for',
  'changed_at',
] as const

const heads = (tx: Kysely<Tables>) => tx.selectFrom('app.rule_editions').select(HEAD)
type Row = Awaited<ReturnType<ReturnType<typeof heads>['executeTakeFirstOrThrow']>>

const keptOf = (row: Row): KeptEdition => ({
  id: row.id,
  kind: row.kind,
  edition: row.edition,
  base: row.base,
  madeBy: row.made_by,
  approvedFor: row.approved_for,
  changedAt: row.changed_at,
  life: {
    state: row.state,
    version: row.version,
    digest: row.digest,
    wordsDigest: row.words_digest,
    firstDay: row.in_force_from,
    hands: row.hands,
    proposedBy: row.proposed_by,
    replaces: row.replaces,
    grounds: row.grounds as Grounds | null,
    resolutions: row.resolutions as Resolutions,
    approvedBy: row.approved_by,
  },
})

/** An edition by its name, locked where it is to be changed. */
export async function editionNamed(tx: Tx, named: Named, isForChange = false): Promise<KeptEdition | undefined> {
  const query = heads(tx).where('kind', '=', named.kind).where('edition', '=', named.edition)
  const row = await (isForChange ? query.forUpdate() : query).executeTakeFirst()
  return row === undefined ? undefined : keptOf(row)
}

/** Every edition made here, by kind and name; there are few. */
export const editionsMade = async (tx: Tx): Promise<readonly KeptEdition[]> =>
  (await heads(tx).orderBy('kind').orderBy('edition').execute()).map(keptOf)

/** The texts of an edition, as they were given. */
export async function textsKept(
  tx: Tx,
  id: string,
): Promise<{ readonly numbers: unknown; readonly words: unknown } | undefined> {
  return await tx.selectFrom('app.rule_editions').select(['numbers', 'words']).where('id', '=', id).executeTakeFirst()
}

type PublishedRow = Named & { readonly numbers: string; readonly words: string; readonly digest: string }

/** What is published: texts for the rule book. */
export const publishedRows = (db: Kysely<Tables>): Promise<PublishedRow[]> =>
  db
    .selectFrom('app.rule_editions')
    .select(['kind', 'edition', 'digest'])
    .select([sql<string>`numbers::text`.as('numbers'), sql<string>`words::text`.as('words')])
    .where('state', '=', 'scheduled')
    .orderBy('kind')
    .orderBy('edition')
    .execute()

/** How many editions are published: it only grows. */
export async function publishedCount(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom('app.rule_editions')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where('state', '=', 'scheduled')
    .executeTakeFirst()
  return row?.count ?? 0
}

export type KeptEvent = {
  readonly sequence: number
  readonly type: string
  readonly body: unknown
  readonly person: string
  readonly at: string
}
export const eventsOf = (tx: Tx, id: string): Promise<KeptEvent[]> =>
  tx
    .selectFrom('app.rule_edition_events')
    .select(['sequence', 'type', 'body', 'person', 'at'])
    .where('edition', '=', id)
    .orderBy('sequence')
    .execute()

/** What of an event is kept beside its type, its person and its place. */
const bodyOf = ({ type: _, by, ...rest }: LifeEvent): string => JSON.stringify({ ...rest, behind: by.behind })

const keepEvent = (tx: Tx, id: string, life: Life, event: LifeEvent, at: string) =>
  tx
    .insertInto('app.rule_edition_events')
    .values({ edition: id, sequence: life.version, type: event.type, body: bodyOf(event), person: event.by.person, at })
    .execute()

/** Writes a new draft; false where an edition of that name is there. */
export async function keepDraft(
  tx: Tx,
  made: Named & { readonly id: string; readonly base: string | null; readonly texts: EditionTexts },
  life: Life,
  event: LifeEvent,
  at: string,
): Promise<boolean> {
  const { id, kind, edition, base, texts } = made
  const row = await tx
    .insertInto('app.rule_editions')
    .values({
      ...{ id, kind, edition, base, state: life.state, version: life.version },
      ...{ numbers: texts.numbers, words: texts.words, digest: life.digest, words_digest: life.wordsDigest },
      ...{ in_force_from: life.firstDay, made_by: event.by.person, hands: [...life.hands], changed_at: at },
      ...{ grounds: null, resolutions: '{}' },
    })
    .onConflict(conflict => conflict.columns(['kind', 'edition']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) return false
  await keepEvent(tx, id, life, event, at)
  return true
}

/** Writes what an event made of an edition, with its texts where they were saved anew. */
export async function keepLife(
  tx: Tx,
  id: string,
  life: Life,
  event: LifeEvent,
  at: string,
  texts?: EditionTexts,
): Promise<void> {
  const approvedFor = event.type === 'approved' ? { approved_for: [...event.by.behind] } : {}
  await tx
    .updateTable('app.rule_editions')
    .set({
      ...{ state: life.state, version: life.version, digest: life.digest, words_digest: life.wordsDigest },
      ...{ in_force_from: life.firstDay, hands: [...life.hands], changed_at: at },
      ...{ replaces: life.replaces, grounds: life.grounds === null ? null : JSON.stringify(life.grounds) },
      ...{ resolutions: JSON.stringify(life.resolutions), proposed_by: life.proposedBy },
      ...{ approved_by: life.approvedBy, ...approvedFor },
      ...(life.approvedBy === null ? { approved_for: [] } : {}),
      ...(texts === undefined ? {} : { numbers: texts.numbers, words: texts.words }),
    })
    .where('id', '=', id)
    .where('version', '=', life.version - 1)
    .executeTakeFirstOrThrow()
  await keepEvent(tx, id, life, event, at)
}

/** Waits for every recommendation that is being kept, and has those after it wait for the end of this transaction. */
export const holdDecisions = (tx: Tx) => sql`select app.change_rules()`.execute(tx)
