/** The tables of comparable licences as the queries see them; made to match migrations/0037. */
import type { ColumnType } from 'kysely'

type Moment = ColumnType<string, string | undefined, string>
type Json = ColumnType<unknown, string, string>

export type ComparableTables = {
  'app.comparables': { id: string; contributor: string; created_at: Moment }
  'app.comparable_versions': {
    comparable: string
    version: number
    state: 'standing' | 'withdrawn'
    terms: Json
    substance: string
    quality: Json
    reason: string | null
    contributed_by: string
    contributed_on: string
    written_at: Moment
  }
  'app.comparable_releases': {
    id: string
    released_on: string
    edition: string
    waiting: number
    released_by: string
    released_at: Moment
  }
  'app.comparable_ranges': {
    id: string
    release: string
    measure: string
    section: string | null
    exclusivity: string | null
    low: string
    high: string | null
    deals_told: number
    contributors_told: number
  }
  'app.comparable_counts': { comparable: string; measure: string; range: string }
  'app.comparable_readings': {
    id: string
    case_id: string
    person: string
    organisation: string
    roles: readonly string[]
    read_at: Moment
    edition: string
    question: string
    shown: readonly string[]
  }
}
