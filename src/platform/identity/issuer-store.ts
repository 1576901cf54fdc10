/**
 * What the embedded issuer keeps, in the service's own database, so that several processes are one issuer: sessions,
 * grants, codes, and the clients, which are read from their own table with every use.
 */
import { type Kysely, sql } from 'kysely'
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import type { Tables } from '../db/tables.ts'
import { CONSOLE_CLIENT } from './settings.ts'

type Found = { readonly payload: unknown; readonly consumed_at: string | null }

const payloadOf = (row: Found | undefined): AdapterPayload | undefined => {
  if (row === undefined) return undefined
  const payload = row.payload as AdapterPayload
  return row.consumed_at === null ? payload : { ...payload, consumed: Math.floor(Date.parse(row.consumed_at) / 1000) }
}

/** A bank's machine as the issuer knows it: its own key, its own tokens, nothing else. */
async function client(db: Kysely<Tables>, id: string, scope: string): Promise<AdapterPayload | undefined> {
  const row = await db
    .selectFrom('app.clients')
    .select(['id', 'binding'])
    .where('id', '=', id)
    .where('is_active', '=', true)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const keys = await db
    .selectFrom('app.client_keys')
    .select('jwk')
    .where('client', '=', id)
    .where(eb => eb.or([eb('retires_at', 'is', null), eb('retires_at', '>', sql<string>`now()`)]))
    .orderBy('added_at')
    .orderBy('kid')
    .execute()
  return {
    client_id: row.id,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    jwks: { keys: keys.map(({ jwk }) => jwk) } as AdapterPayload['jwks'],
    scope,
    dpop_bound_access_tokens: row.binding === 'dpop',
    ...(row.binding === 'mtls' ? { tls_client_certificate_bound_access_tokens: true } : {}),
  }
}

/** One kind of thing the issuer keeps. */
export function issuerStore(db: Kysely<Tables>, kind: string, scope: string): Adapter {
  const rows = (column: 'id' | 'uid' | 'user_code', value: string) =>
    db
      .selectFrom('app.oidc_payloads')
      .select(['payload', 'consumed_at'])
      .where('kind', '=', kind)
      .where(column, '=', value)
      .where(eb => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', new Date().toISOString())]))
      .executeTakeFirst()
  return {
    upsert: async (id, payload, expiresIn) => {
      const values = {
        kind,
        id,
        payload: JSON.stringify(payload),
        grant_id: payload.grantId ?? null,
        user_code: payload.userCode ?? null,
        uid: payload.uid ?? null,
        expires_at: expiresIn === undefined ? null : new Date(Date.now() + expiresIn * 1000).toISOString(),
      }
      const insert = db.insertInto('app.oidc_payloads').values(values)
      if (kind !== 'ReplayDetection') {
        await insert.onConflict(conflict => conflict.columns(['kind', 'id']).doUpdateSet(values)).execute()
        return
      }
      // Of two that come at once with the same assertion, one is let in.
      const kept = await insert.onConflict(conflict => conflict.columns(['kind', 'id']).doNothing()).executeTakeFirst()
      if (kept.numInsertedOrUpdatedRows !== 1n) throw new errors.InvalidClient('the assertion was used already')
    },
    find: async id => (kind === 'Client' ? client(db, id, scope) : payloadOf(await rows('id', id))),
    findByUid: async uid => payloadOf(await rows('uid', uid)),
    findByUserCode: async code => payloadOf(await rows('user_code', code)),
    consume: async id => {
      const consumed = await db
        .updateTable('app.oidc_payloads')
        .set({ consumed_at: new Date().toISOString() })
        .where('kind', '=', kind)
        .where('id', '=', id)
        .where('consumed_at', 'is', null)
        .executeTakeFirst()
      // Of two that come at once with the same code, one is let in.
      if (consumed.numUpdatedRows !== 1n) throw new errors.InvalidGrant('used already')
    },
    destroy: async id => {
      await db.deleteFrom('app.oidc_payloads').where('kind', '=', kind).where('id', '=', id).execute()
    },
    revokeByGrantId: async grant => {
      await db.deleteFrom('app.oidc_payloads').where('kind', '=', kind).where('grant_id', '=', grant).execute()
    },
  }
}

/**
 * Ends what a log-in was granted, what was made of it, and the issuer's memory of who came in by it: where that stayed,
 * the next person at the same browser would first be asked to end it.
 */
export async function endGrant(db: Kysely<Tables>, grant: string): Promise<void> {
  await db.deleteFrom('app.oidc_payloads').where('grant_id', '=', grant).execute()
  await sql`delete from app.oidc_payloads
    where (kind = 'Grant' and id = ${grant})
      or (kind = 'Session'
        and payload -> 'authorizations' -> ${CONSOLE_CLIENT}::text ->> 'grantId' = ${grant})`.execute(db)
}

/** Deletes what has ended; for a job of every hour. Gives how many. */
export async function forgetExpired(db: Kysely<Tables>, now: Date): Promise<number> {
  const gone = await db.deleteFrom('app.oidc_payloads').where('expires_at', '<', now.toISOString()).executeTakeFirst()
  return Number(gone.numDeletedRows)
}
