/** docs/schema.sql: the schema of a new database at head, from its catalogue: what the migrations came to. */
import { schemaOfHead } from '../../platform/db/schema-dump.ts'
import type { Report } from '../report.ts'

export const reports: readonly Report[] = [
  { path: 'docs/schema.sql', make: async () => ({ text: await schemaOfHead() }) },
]
