/**
 * The offices a service asks, from a JSON file of the configuration: each with the facts it answers for, and a file of
 * readings or the address of a service on this machine. A service elsewhere is reached through a proxy on this machine.
 * A demonstration has offices of its own, which production refuses.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { code } from '../../kernel/text.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import { demonstrationOffice } from './demonstration.ts'
import { fileOffice } from './file-office.ts'
import { httpOffice } from './http-office.ts'
import type { Office } from './office.ts'

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])
const loopback = z
  .url({ protocol: /^https?$/ })
  .refine(text => LOOPBACK.has(new URL(text).hostname), { message: 'an address on this machine' })

const officeSchema = z
  .strictObject({
    source: z.enum(['credit_bureau', 'tax_office', 'business_status', 'court', 'guarantor']),
    facts: z.array(code).min(1).max(100),
    file: z.string().min(1).max(400).optional(),
    url: loopback.optional(),
    demonstration_file: z.string().min(1).max(400).optional(),
    timeout_ms: z.int().min(50).max(10_000).default(2000),
    token: z.string().min(1).max(2000).optional(),
  })
  .refine(one => [one.file, one.url, one.demonstration_file].filter(place => place !== undefined).length === 1, {
    message: 'a file or an address',
  })
const officesSchema = z.array(officeSchema).max(20)

/**
 * Reads the offices, or says in sentences what is wrong with the file; a file named in it lies beside it.
 * @param isDemonstration whether offices of a demonstration are taken
 */
export function configuredOffices(
  path: string,
  isDemonstration: boolean,
  tracing?: Tracing,
): {
  readonly offices: readonly Office[]
  readonly errors: readonly string[]
} {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    return { offices: [], errors: [`${path}: ${error instanceof Error ? error.message : String(error)}`] }
  }
  const read = officesSchema.safeParse(json)
  if (!read.success)
    return {
      offices: [],
      errors: read.error.issues.map(issue => `${path} at ${issue.path.join('.')}: ${issue.message}`),
    }
  const played = read.data.findIndex(one => one.demonstration_file !== undefined)
  if (played >= 0 && !isDemonstration)
    return {
      offices: [],
      errors: [`${path} at ${played}.demonstration_file: answers of a demonstration are not taken in production`],
    }
  const beside = (name: string): string => resolve(dirname(path), name)
  const offices = read.data.map(({ source, facts, file, url, demonstration_file, timeout_ms, token }) => {
    if (demonstration_file !== undefined)
      return demonstrationOffice(source, facts, beside(demonstration_file), timeout_ms)
    if (url === undefined) return fileOffice(source, facts, beside(file ?? ''), timeout_ms)
    return httpOffice(source, facts, { url, timeoutMs: timeout_ms, ...(token === undefined ? {} : { token }), tracing })
  })
  return { offices, errors: [] }
}
