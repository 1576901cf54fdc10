/** `month check`: a file held to its form on the command line, with the exit codes of every command. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { csvOf, numbered, ROW, xlsxOf } from '../guarantee/month/sheets.ts'
