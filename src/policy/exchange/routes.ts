/** The JSON API of editions carried out and in as decision tables, and of what two of them differ in. */
import { ok } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import {
  differencesQuery,
  differencesView,
  gridView,
  tableParams,
  tableQuery,
  takenView,
  weighBody,
  weighedView,
} from './schema.ts'
import { type ExchangeService, MEDIA_TYPES } from './service.ts'
import { BOUNDS } from './workbook.ts'

const TAG = 'rules'
const TABLE = '/v1/rules/editions/{kind}/{edition}/table'
const GRID = '/v1/rules/editions/{kind}/{edition}/grid'

export const exchangeRoutes = (service: ExchangeService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/rules/differences',
    summary: 'What one edition of a kind has that another has not, by clause, row and cell, in three languages',
    tag: TAG,
    action: 'edition.read',
    query: differencesQuery,
    refusals: ['edition_unknown'],
    answers: { 200: differencesView },
    handle: async ({ tx, actor, query, day }) => {
      const found = await service.differences(tx, actor, query, day)
      if (!found.ok) return found
      const items = found.value.map(({ bodies, ...one }) => ({ ...one, decided_by: bodies }))
      return ok({ status: 200, json: { items } })
    },
  }),
  route({
    method: 'GET',
    path: TABLE,
    summary: 'An edition as decision tables: a workbook of texts, or DMN 1.3',
    tag: TAG,
    action: 'edition.read',
    params: tableParams,
    query: tableQuery,
    refusals: ['edition_unknown', 'exchange_cell_long'],
    answers: { 200: 'bytes' },
    handle: async ({ tx, actor, params, query, day }) => {
      const asked = { format: query.format, language: query.lang ?? 'ko' }
      const made = await service.exported(tx, actor, params, asked, day)
      return made.ok ? ok({ status: 200, ...made.value }) : made
    },
  }),
  route({
    method: 'POST',
    path: TABLE,
    summary: 'Reads a workbook or DMN as an edition, whole or not at all; nothing is stored',
    tag: TAG,
    action: 'edition.draft',
    params: tableParams,
    upload: { mediaTypes: [...Object.values(MEDIA_TYPES), 'application/octet-stream'], bytesMax: BOUNDS.bytesMax },
    refusals: [
      'exchange_kind_unknown',
      'exchange_too_large',
      'exchange_unreadable',
      'exchange_active',
      'exchange_part_unknown',
      'exchange_form',
      'exchange_formula',
      'exchange_would_be_lost',
    ],
    answers: { 200: takenView },
    ahead: async ({ actor, params, upload, day }) => {
      if (upload === undefined) throw new Error('a route with an upload was served without one')
      return service.reading(actor, params, upload.bytes, day)
    },
    handle: async ({ ahead }) => {
      if (!ahead.ok) return ahead
      const { digest, from, text, findings } = ahead.value
      return ok({ status: 200, json: { digest, made_from: from, numbers: JSON.parse(text), findings } })
    },
  }),
  route({
    method: 'GET',
    path: GRID,
    summary: 'An edition as a grid of texts to be edited cell by cell, headings in three languages',
    tag: TAG,
    action: 'edition.read',
    params: tableParams,
    refusals: ['edition_unknown'],
    answers: { 200: gridView },
    handle: async ({ tx, actor, params, day }) => {
      const found = await service.grid(tx, actor, params, day)
      return found.ok ? ok({ status: 200, json: found.value }) : found
    },
  }),
  route({
    method: 'POST',
    path: GRID,
    summary:
      'Looks at a grid while it is edited: the edition it makes, and every finding at its cell; nothing is stored',
    tag: TAG,
    action: 'edition.draft',
    params: tableParams,
    body: weighBody,
    refusals: ['edition_unknown', 'exchange_too_large'],
    answers: { 200: weighedView },
    ahead: async ({ tx, actor, params, body, day }) => service.weighing(tx, actor, params, body, day),
    handle: async ({ ahead, body }) => {
      if (!ahead.ok) return ahead
      const { numbers, digest, findings } = ahead.value
      return ok({ status: 200, json: { numbers: body.with_numbers ? numbers : null, digest, findings } })
    },
  }),
]
