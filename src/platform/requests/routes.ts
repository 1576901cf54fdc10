/** What one's own machines asked, over HTTP: the newest first, by machine, method, status, code, id and moment. */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { code, plainText } from '../../kernel/text.ts'
import type { Tx } from '../db/database.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../http/page.ts'
import { type Route, route } from '../http/route.ts'
import { clientId } from '../identity/machine-routes.ts'
import type { RequestLine } from './log.ts'

/** As Fastify counts them: 2xx served, 4xx refused, 5xx our fault or not now. */
const OUTCOMES = ['served', 'refused', 'failed'] as const
const HUNDREDS = { served: 2, refused: 4, failed: 5 } as const satisfies Record<(typeof OUTCOMES)[number], number>
const moment = z.iso.datetime({ offset: false })

const lineSchema = z.strictObject({
  at: z.string(),
  client: z.string(),
  request: z.string().describe('The id of the request: the answer’s X-Request-Id, and in a problem’s instance'),
  method: z.string(),
  route: z.string(),
  status: z.int().describe('499: the caller went away before the answer'),
  code: z.string().nullable().describe('Why it was refused; the first, where there were several reasons'),
  duration_ms: z.int(),
})

const filters = {
  client: clientId.optional(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  code: code.optional(),
  request: plainText(100).optional(),
  from: moment.optional(),
  to: moment.optional(),
}
const filterSchema = z.strictObject(filters)
type Filters = z.output<typeof filterSchema>
type Line = Omit<RequestLine, 'organisation'>

/** Lines of the actor's own organisation from before one on, the newest first. */
async function linesBefore(
  tx: Tx,
  actor: Actor,
  { client, method, outcome, code, request, from, to }: Filters,
  before: string | undefined,
  limit: number,
): Promise<Result<readonly Line[]>> {
  const granted = may(actor, 'request.list', 'none')
  if (!granted.ok) return granted
  const rows = await tx
    .selectFrom('app.requests')
    .select(['id', 'at', 'client', 'request', 'method', 'route', 'status', 'code', 'duration_ms'])
    .where('organisation', '=', actor.party)
    .$if(before !== undefined, query => query.where('id', '<', before ?? ''))
    .$if(client !== undefined, query => query.where('client', '=', client ?? ''))
    .$if(method !== undefined, query => query.where('method', '=', method ?? ''))
    .$if(outcome !== undefined, query => query.where(sql<number>`status / 100`, '=', HUNDREDS[outcome ?? 'served']))
    .$if(code !== undefined, query => query.where('code', '=', code ?? ''))
    .$if(request !== undefined, query => query.where('request', '=', request ?? ''))
    .$if(from !== undefined, query => query.where('at', '>=', from ?? ''))
    .$if(to !== undefined, query => query.where('at', '<', to ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return ok(rows)
}

export const requestRoutes = (): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/requests',
    summary: 'What one’s own machines asked and were answered, newest first; a line appears within seconds',
    tag: 'machines',
    action: 'request.list',
    query: z.strictObject({ ...pageShape, ...filters }),
    answers: { 200: pageOf(lineSchema) },
    handle: async ({ tx, actor, query }) => {
      const { limit: _, cursor, ...asked } = query
      const list = `requests of ${actor.party} ${JSON.stringify(Object.entries(asked).sort())}`
      const place = placeOf(list, cursor)
      if (!place.ok) return place
      if (place.value !== undefined && !z.uuid().safeParse(place.value).success)
        return refuse(refusal('cursor_malformed', 'cursor'))
      const limit = pageLimit(query)
      const found = await linesBefore(tx, actor, asked, place.value, limit + 1)
      if (!found.ok) return found
      const item = ({ id: _id, ...line }: Line) => line
      return ok({ status: 200, json: page(found.value, limit, list, line => line.id, item) })
    },
  }),
]
