/** The table of passkeys. */
import type { ColumnType } from 'kysely'

type Nullable<Value> = ColumnType<Value | null, Value | null | undefined, Value | null>

export type PasskeyRow = {
  id: string
  person: string
  credential: string
  public_key: string
  /** bigint, as text. */
  counter: ColumnType<string, string | number, string | number>
  transports: ColumnType<readonly string[], readonly string[], readonly string[]>
  is_synced: boolean
  is_backed_up: boolean
  aaguid: string
  name: string
  made_at: string
  last_used_at: Nullable<string>
}
export type PasskeyTables = { 'app.passkeys': PasskeyRow }
