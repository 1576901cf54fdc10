/**
 * The two roles: one owns the tables and moves them on, the other works on the rows and can do nothing else. The second
 * is no superuser and cannot step around row-level security; it is checked before each start.
 */
import type pg from 'pg'

export const OWNER = 'tech_guarantee_owner'
export const APP = 'tech_guarantee_app'
/** Work on more than 15 is tried; what is used (uuid functions aside, all of it) stands in 15. */
export const MAJOR_MIN = 15

type Querying = Pick<pg.Client, 'query'>

/** Makes the app role where there is none, and refuses one that could see every row. */
export async function ensureAppRole(owner: Querying): Promise<void> {
  const { rows } = await owner.query<{ all_seeing: boolean }>(
    'select rolsuper or rolbypassrls as all_seeing from pg_roles where rolname = $1',
    [APP],
  )
  if (rows[0]?.all_seeing === true)
    throw new Error(
      `role ${APP} is a superuser or bypasses row-level security: alter role ${APP} nosuperuser nobypassrls`,
    )
  if (rows.length === 0) {
    try {
      await owner.query(`create role ${APP} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication`)
    } catch (error) {
      // Two first starts at once: the role of the other one is the role.
      const { rows: again } = await owner.query('select 1 from pg_roles where rolname = $1', [APP])
      if (again.length === 0) throw error
    }
  }
  const { rows: member } = await owner.query<{ may: boolean }>(
    `select pg_has_role(current_user, '${APP}', 'member') as may`,
  )
  if (member[0]?.may !== true) await owner.query(`grant ${APP} to current_user`)
}

/** Makes the owner of an embedded server: no superuser, so that row-level security is forced on it as well. */
export async function ensureOwnerRole(superuser: Querying): Promise<void> {
  const { rows } = await superuser.query('select 1 from pg_roles where rolname = $1', [OWNER])
  if (rows.length > 0) return
  try {
    await superuser.query(`create role ${OWNER} login nosuperuser nobypassrls createrole`)
  } catch (error) {
    const { rows: again } = await superuser.query('select 1 from pg_roles where rolname = $1', [OWNER])
    if (again.length === 0) throw error
  }
}

/** Refuses a server older than what is written for. */
export async function checkVersion(client: Querying): Promise<string> {
  const { rows } = await client.query<{ server_version_num: string; server_version: string }>(
    `select current_setting('server_version_num') as server_version_num,
       current_setting('server_version') as server_version`,
  )
  const version = rows[0]?.server_version ?? ''
  if (Number(rows[0]?.server_version_num) < MAJOR_MIN * 10_000)
    throw new Error(
      `PostgreSQL ${version} is older than ${MAJOR_MIN}: give a newer server, or none for the embedded one`,
    )
  return version
}
