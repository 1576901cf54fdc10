/** Tables of what a bank's developers see: keys of machines, and what the machines asked. */
import type { ColumnType } from 'kysely'

type Moment = ColumnType<string, string | undefined, string>
type Nullable<Value> = ColumnType<Value | null, Value | null | undefined, Value | null>

export type ClientKeyRow = {
  client: string
  kid: string
  jwk: ColumnType<unknown, string, string>
  added_by: string
  added_at: Moment
  retires_at: Nullable<string>
  retired_by: Nullable<string>
}
export type RequestRow = {
  id: string
  at: string
  organisation: string
  client: string
  request: string
  method: string
  route: string
  status: number
  code: Nullable<string>
  duration_ms: number
}
export type DeveloperTables = {
  'app.client_keys': ClientKeyRow
  'app.requests': RequestRow
}
