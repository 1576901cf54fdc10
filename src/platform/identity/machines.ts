/**
 * Use cases of an organisation's own machines: what they are and by which keys they prove it, a key added, a key
 * retired while another takes over. A person does it: whoever holds a machine's token must not be able to outlive it.
 */
import { createPublicKey } from 'node:crypto'
import { type Actor, isMachine } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import type { Json } from '../../kernel/digest.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { audited } from '../audit/entry.ts'
import type { Tx } from '../db/database.ts'
import {
  holdKeys,
  insertKey,
  type Key,
  keysOf,
  type Machine,
  machinesAfter,
  organisationOf,
  type PublicKey,
  setRetirement,
} from './client-keys.ts'
import type { IdentityRefusal } from './refusals.ts'

/** Keys of one machine that hold at once: one, the next one, and room for a mistake. */
export const KEYS_MAX = 4
/** How long a retired key still holds, so that the machine can be given the next one, in hours. */
export const OVERLAP = { hoursUsual: 24, hoursMax: 168 } as const

const no = (code: IdentityRefusal, at = '', params: Readonly<Record<string, string>> = {}) =>
  refuse<IdentityRefusal>(refusal(code, at, params))

export type MachineShown = Omit<Machine, 'organisation'> & { readonly keys: readonly Key[] }

/** An organisation's own machines by id, each with its keys; one more than asked for, where there are more. */
export async function ownMachines(
  tx: Tx,
  actor: Actor,
  after: string | undefined,
  limit: number,
): Promise<Result<readonly MachineShown[]>> {
  const granted = may(actor, 'client.own', 'none')
  if (!granted.ok) return granted
  const machines = await machinesAfter(tx, actor.party, after, limit + 1)
  const keys = await keysOf(
    tx,
    machines.map(one => one.id),
  )
  return ok(machines.map(({ organisation: _, ...one }) => ({ ...one, keys: keys.get(one.id) ?? [] })))
}

/** Keys of a machine of the actor's own, held until the transaction ends. */
async function held(tx: Tx, actor: Actor, client: string): Promise<Result<readonly Key[]>> {
  const granted = may(actor, 'client_key.change', 'none')
  if (!granted.ok) return granted
  if (isMachine(actor)) return no('client_key_by_machine')
  if ((await organisationOf(tx, client)) !== actor.party) return no('client_unknown', 'client_id', { value: client })
  await holdKeys(tx, client)
  return ok((await keysOf(tx, [client])).get(client) ?? [])
}

/** Whether the numbers are a point of the curve; the issuer would refuse the machine for one that is not. */
function isPoint(key: PublicKey): boolean {
  try {
    createPublicKey({ key, format: 'jwk' })
    return true
  } catch {
    return false
  }
}

const isSame = (a: PublicKey, b: PublicKey): boolean => a.x === b.x && a.y === b.y

async function changed(tx: Tx, actor: Actor, client: string, detail: Json): Promise<Result<readonly Key[]>> {
  await audited(tx, actor, { action: 'client_key.change', subject: `client:${client}`, detail })
  return ok((await keysOf(tx, [client])).get(client) ?? [])
}

/** Adds a key beside those that hold. A key that was retired is not taken again: why it was retired, nobody knows. */
export async function addKey(tx: Tx, actor: Actor, client: string, key: PublicKey): Promise<Result<readonly Key[]>> {
  const keys = await held(tx, actor, client)
  if (!keys.ok) return keys
  if (!isPoint(key)) return no('client_key_unfit', 'x')
  if (keys.value.some(one => one.key.kid === key.kid)) return no('client_key_known', 'kid', { value: key.kid })
  const same = keys.value.find(one => isSame(one.key, key))
  if (same !== undefined) return no('client_key_known', 'x', { value: same.key.kid })
  if (keys.value.filter(one => one.state !== 'retired').length >= KEYS_MAX)
    return no('client_keys_full', '', { limit: String(KEYS_MAX) })
  await insertKey(tx, client, key, actor.person)
  return await changed(tx, actor, client, { added: key.kid })
}

export type Retirement = { readonly kid: string; readonly overlap_hours: number; readonly is_last: boolean }

/** Retires a key after an overlap. Of the last one that stays, whoever asks has to say that they know it. */
export async function retireKey(
  tx: Tx,
  actor: Actor,
  client: string,
  { kid, overlap_hours: hours, is_last: isLast }: Retirement,
): Promise<Result<readonly Key[]>> {
  const keys = await held(tx, actor, client)
  if (!keys.ok) return keys
  const found = keys.value.find(one => one.key.kid === kid && one.state !== 'retired')
  if (found === undefined) return no('client_key_unknown', 'kid', { value: kid })
  const staying = keys.value.filter(one => one.state === 'active' && one.key.kid !== kid)
  if (staying.length === 0 && !isLast) return no('client_key_last', 'kid', { value: kid })
  await setRetirement(tx, client, kid, hours, actor.person)
  return await changed(tx, actor, client, { retired: kid, overlap_hours: hours, last: staying.length === 0 })
}
