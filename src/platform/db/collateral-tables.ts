/** The tables of collateral as the queries see them, taken in by tables.ts. */
import type { ColumnType, Generated } from 'kysely'

type Nullable = ColumnType<string | null, string | null | undefined, string | null>
type Json = ColumnType<unknown, string, string>

export type CollateralTables = {
  'app.collateral_decisions': {
    id: string
    firm: string
    bank: string
    is_sandbox: boolean
    outcome: 'accepted' | 'refused' | 'refer'
    decided_on: string
    digest: string
    record: Json
    person: string
    at: Generated<string>
  }
  'app.collateral_firms': { firm: string; is_sandbox: boolean }
  'app.collaterals': {
    id: string
    firm: string
    is_sandbox: boolean
    decision: string
    valued_on: string
    valid_until: string
    advance: string
    burdened: string
    files: Json
    looked_on: string
  }
  'app.collateral_rights': { right_key: string; is_sandbox: boolean; collateral: string }
  'app.pledges': {
    id: string
    collateral: string
    decision: string
    bank: string
    secured: string
    state: 'taken' | 'registered' | 'released'
    taken_on: string
    register_by: string
    office: Nullable
    reference: Nullable
    rank: ColumnType<number | null, number | null | undefined, number | null>
    registered_on: Nullable
    released_on: Nullable
    release_reference: Nullable
  }
  'app.collateral_tasks': {
    id: string
    collateral: string
    ground: string
    about: string
    found_on: string
    due_on: string
    holder: string
    done_on: Nullable
    done_by: Nullable
    note: Nullable
  }
}
