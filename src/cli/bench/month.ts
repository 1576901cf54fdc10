/**
 * A bank's month at its full size: 100,000 guarantees in a database of its own, a report over all of them read, matched
 * and listed as the service does it. The guarantees are written as rows, since what is measured begins where they stand.
 */
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { sha256Hex } from '#sha256'
