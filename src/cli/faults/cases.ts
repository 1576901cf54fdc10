/** Requests the faults send: a shipped case as the sandbox bank posts it, and the tokens of a demonstration. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { HOME } from '../../platform/folders.ts'

const tokensSchema = z.object({
  people: z.array(
    z.object({ persona: z.string(), role: z.string(), organisation: z.string(), access_token: z.string() }),
  ),
  clients: z.array(z.object({ client_id: z.string(), organisation: z.string(), access_token: z.string() })),
})
export type Tokens = z.output<typeof tokensSchema>

export const tokensAt = (path: string): Tokens => tokensSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
export const tokensOf = (dataFolder: string): Tokens => tokensAt(join(dataFolder, 'demo-tokens.json'))

/** The token of the sandbox bank's machine. */
export function sandboxToken(tokens: Tokens): string {
  const found = tokens.clients.find(one => one.organisation === 'bank-sandbox')
  if (found === undefined) throw new Error('the demonstration holds no machine of the sandbox bank')
  return found.access_token
}

const fileSchema = z.object({
  names: z.record(z.string(), z.unknown()),
  case: z.looseObject({
    sheets: z.array(z.looseObject({ marks: z.array(z.unknown()), site_visit: z.unknown().optional() })),
    party: z.looseObject({ firm: z.looseObject({ id: z.string() }) }),
    application: z.looseObject({ applicant: z.string(), request: z.looseObject({ bank: z.string() }) }),
  }),
})
export type CaseFile = z.output<typeof fileSchema>

export const caseFile = (name = 'laser-rod-growth'): CaseFile =>
  fileSchema.parse(JSON.parse(readFileSync(join(HOME, `fixtures/applications/case-${name}.json`), 'utf8')))

/** The content of a case as it is handed in, without what the service reads itself. */
export function contentOf(file: CaseFile): Record<string, unknown> {
  const { sheets: _, day: __, ...content } = file.case
  return { ...content, limits: [] }
}
/** A case with its sheets, recommended in one request. */
export const sandboxBody = (file: CaseFile = caseFile()): string =>
  JSON.stringify({
    content: contentOf(file),
    names: file.names,
    sheets: file.case.sheets.map(({ marks, site_visit }) => ({ marks, site_visit })),
  })
