/**
 * Moves a database to head: each file of migrations/ once, in the order of its name, in a transaction of its own, under
 * a lock so that several starting processes do it once. Forward only. A file that was applied and reads otherwise now
 * is refused, as is one that comes before what was applied.
 */
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { textsBelow } from '../folders.ts'

export type Migration = { readonly name: string; readonly text: string; readonly digest: string }
type Applied = { readonly name: string; readonly digest: string }

/** One number for everybody who moves a database of ours. */
const LOCK = '7305812202'

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`

/** The migrations that come with this version, in order. */
export function migrations(folder = join(dirname(fileURLToPath(import.meta.url)), 'migrations')): readonly Migration[] {
  const found = [...textsBelow(folder, '.sql')].map(([name, text]) => ({ name, text, digest: digestOf(text) }))
  found.sort((a, b) => (a.name < b.name ? -1 : 1))
  const wrong = found.find(
    ({ name }, at) => !/^\d{4}-[a-z0-9-]+\.sql$/.test(name) || name.slice(0, 4) === found[at - 1]?.name.slice(0, 4),
  )
  if (wrong !== undefined) throw new Error(`migration ${wrong.name}: four digits, each once, then a kebab-case name`)
  return found
}

/** One text for all migrations together: equal where the databases they make are. */
export const headOf = (all: readonly Migration[]): string =>
  digestOf(all.map(one => `${one.name} ${one.digest}\n`).join(''))

/** What is still to be applied, or an error that names what does not fit. */
export function pending(all: readonly Migration[], applied: readonly Applied[]): readonly Migration[] {
  const last = applied.reduce((greatest, one) => (one.name > greatest ? one.name : greatest), '')
  for (const one of applied) {
    const ours = all.find(({ name }) => name === one.name)
    // A newer version moved the database on while this one is still running beside it.
    if (ours === undefined && one.name > (all.at(-1)?.name ?? '')) continue
    if (ours === undefined) throw new Error(`migration ${one.name} was applied and is not among the files any more`)
    if (ours.digest !== one.digest)
      throw new Error(
        `migration ${one.name} was changed after it was applied: put it back, and write the change as a new one`,
      )
  }
  const due = all.filter(({ name }) => !applied.some(one => one.name === name))
  const late = due.find(({ name }) => name < last)
  if (late !== undefined)
    throw new Error(`migration ${late.name} comes before ${last}, which is applied: give it a later number`)
  return due
}

/** Applies what is due, as the owner of the tables. Gives the names applied now. */
export async function migrate(
  owner: Pick<pg.Client, 'query'>,
  all: readonly Migration[] = migrations(),
): Promise<readonly string[]> {
  await owner.query("set statement_timeout = 0; set lock_timeout = 0; set app.kind = 'system'")
  await owner.query(`select pg_advisory_lock(${LOCK})`)
  try {
    await owner.query(`create schema if not exists migration;
      create table if not exists migration.applied (
        name text primary key, digest text not null, at timestamptz not null default now())`)
    const { rows } = await owner.query<Applied>('select name, digest from migration.applied order by name')
    const due = pending(all, rows)
    for (const one of due) await apply(owner, one)
    return due.map(one => one.name)
  } finally {
    await owner.query(`select pg_advisory_unlock(${LOCK})`)
  }
}

async function apply(owner: Pick<pg.Client, 'query'>, one: Migration): Promise<void> {
  await owner.query('begin')
  try {
    // No table may be waited for so long that the requests behind it fail.
    await owner.query("set local lock_timeout = '10s'")
    await owner.query(one.text)
    await owner.query('insert into migration.applied (name, digest) values ($1, $2)', [one.name, one.digest])
    await owner.query('commit')
  } catch (error) {
    await owner.query('rollback')
    throw new Error(`migration ${one.name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
