/** The shipped edition of recourse, as the tests use it. */
import { readFileSync } from 'node:fs'
import { recourseSchema } from '../../src/decision/recourse-schema.ts'
import { recourseRulesOf } from '../../src/guarantee/recourse/terms.ts'
import { sure } from '../../src/kernel/result.ts'
import { parsed } from '../../src/kernel/schema.ts'
import { holidays } from './sample.ts'

export const recourseEdition: unknown = JSON.parse(readFileSync('rules/recourse/2026-01.json', 'utf8'))
export const recourseRules = { ...recourseRulesOf(sure(parsed(recourseSchema, recourseEdition))), holidays }
