/** What one is told, over HTTP: the list and its count, what is read, what is mailed, and where. */
import { z } from 'zod'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import { page, pageLimit, pageOf, pageShape, placeOf } from '../http/page.ts'
import { type Reply, type Route, route } from '../http/route.ts'
import {
  addressSchema,
  changedSettingsSchema,
  codeSchema,
  countSchema,
  type FailedMail,
  failedMailSchema,
  kindSchema,
  type NotificationShown,
  notificationSchema,
  settingsSchema,
} from './schema.ts'
import type { NotificationService } from './service.ts'

const TAG = 'notifications'
const PATH = '/v1/notifications'
const ADDRESS = `${PATH}/address`
const params = z.strictObject({ notification_id: z.uuid() })
const personParams = z.strictObject({ person_id: z.string().regex(/^person-[0-9a-z-]{3,40}$/) })
const readSchema = z.strictObject({ read: z.int() })

function placeIn(list: string, cursor: string | undefined) {
  const place = placeOf(list, cursor)
  if (!place.ok || place.value === undefined || z.uuid().safeParse(place.value).success) return place
  return refuse(refusal('cursor_malformed', 'cursor'))
}
const replied = <Value>(result: Result<Value>): Result<Reply> =>
  result.ok ? ok({ status: 200, json: result.value }) : result
const counted = (result: Result<number>): Result<Reply> =>
  result.ok ? ok({ status: 200, json: { read: result.value } }) : result

const listRoutes = (service: NotificationService): readonly Route[] => [
  route({
    method: 'GET',
    path: PATH,
    summary: 'What one is told, newest first; all, or what is unread, or of one kind',
    tag: TAG,
    action: 'notification.list',
    query: z.strictObject({ ...pageShape, unread: z.enum(['true', 'false']).optional(), kind: kindSchema.optional() }),
    answers: { 200: pageOf(notificationSchema) },
    handle: async ({ tx, actor, query }) => {
      const isUnread = query.unread === 'true'
      const list = `notifications of ${actor.person} in ${actor.party} ${isUnread} ${query.kind ?? ''}`
      const place = placeIn(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const wanted = { before: place.value, limit: limit + 1, isUnread, kind: query.kind }
      const found = await service.list(tx, actor, wanted)
      if (!found.ok) return found
      const item = (one: NotificationShown) => one
      return ok({ status: 200, json: page(found.value, limit, list, one => one.id, item) })
    },
  }),
  route({
    method: 'GET',
    path: `${PATH}/count`,
    summary: 'How many one has not read',
    tag: TAG,
    action: 'notification.list',
    answers: { 200: countSchema },
    handle: async ({ tx, actor }) => {
      const found = await service.count(tx, actor)
      return found.ok ? ok({ status: 200, json: { unread: found.value } }) : found
    },
  }),
  route({
    method: 'POST',
    path: `${PATH}/read`,
    summary: 'Says that all are read',
    tag: TAG,
    action: 'notification.read',
    refusals: ['notification_of_machine'],
    answers: { 200: readSchema },
    handle: async ({ tx, actor, now }) => counted(await service.read(tx, actor, null, now)),
  }),
  route({
    method: 'POST',
    path: `${PATH}/{notification_id}/read`,
    summary: 'Says that one is read',
    tag: TAG,
    action: 'notification.read',
    refusals: ['notification_of_machine', 'notification_unknown'],
    params,
    answers: { 200: readSchema },
    handle: async ({ tx, actor, params, now }) => counted(await service.read(tx, actor, params.notification_id, now)),
  }),
]

const settingsRoutes = (service: NotificationService): readonly Route[] => [
  route({
    method: 'GET',
    path: `${PATH}/settings`,
    summary: 'What one is mailed, in which language, and where',
    tag: TAG,
    action: 'notification.list',
    refusals: ['notification_of_machine'],
    answers: { 200: settingsSchema },
    handle: async ({ tx, actor }) => replied(await service.settings(tx, actor)),
  }),
  route({
    method: 'PUT',
    path: `${PATH}/settings`,
    summary: 'Changes what one is mailed and in which language',
    tag: TAG,
    action: 'notification.change',
    refusals: ['notification_of_machine'],
    example: { language: 'en', unmailed: ['report_checked'] },
    body: changedSettingsSchema,
    answers: { 200: settingsSchema },
    handle: async ({ tx, actor, body }) => replied(await service.change(tx, actor, body)),
  }),
  route({
    method: 'POST',
    path: ADDRESS,
    summary: 'Gives an address: a code is mailed there, and nothing else before it has come back',
    tag: TAG,
    action: 'notification.change',
    refusals: ['notification_of_machine', 'mail_not_sent', 'mail_address_too_soon'],
    example: { address: 'name@firm.example' },
    body: addressSchema,
    answers: { 200: settingsSchema },
    handle: async ({ tx, actor, body, now }) => replied(await service.ask(tx, actor, body.address, now)),
  }),
  route({
    method: 'POST',
    path: `${ADDRESS}/confirm`,
    summary: 'Sends the code back; five wrong ones end it',
    tag: TAG,
    action: 'notification.change',
    refusals: ['notification_of_machine', 'mail_address_unasked', 'mail_code_lapsed'],
    example: { code: '12345678' },
    body: codeSchema,
    answers: { 200: settingsSchema.extend({ is_right: z.boolean().describe('False: the code is another one') }) },
    handle: async ({ tx, actor, body, now }) => replied(await service.confirm(tx, actor, body.code, now)),
  }),
  route({
    method: 'POST',
    path: `${ADDRESS}/take-back`,
    summary: 'Takes the address back; nothing is mailed any more',
    tag: TAG,
    action: 'notification.change',
    refusals: ['notification_of_machine'],
    answers: { 200: settingsSchema },
    handle: async ({ tx, actor }) => replied(await service.takeBack(tx, actor)),
  }),
]

const adminRoutes = (service: NotificationService): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/persons/{person_id}/mail-address',
    summary: 'Gives somebody’s address; it is theirs once they have sent back the code mailed to it',
    tag: TAG,
    action: 'mail_address.change',
    refusals: ['person_missing', 'mail_not_sent', 'mail_address_too_soon'],
    example: { address: 'name@firm.example' },
    params: personParams,
    body: addressSchema,
    answers: { 200: z.strictObject({ is_asked: z.boolean() }) },
    handle: async ({ tx, actor, params, body, now }) => {
      const done = await service.askFor(tx, actor, params.person_id, body.address, now)
      return done.ok ? ok({ status: 200, json: { is_asked: true } }) : done
    },
  }),
  route({
    method: 'GET',
    path: '/v1/mails/failed',
    summary: 'Mail that could not be delivered, newest first, without its address',
    tag: TAG,
    action: 'mail.list',
    query: z.strictObject(pageShape),
    answers: { 200: pageOf(failedMailSchema) },
    handle: async ({ tx, actor, query }) => {
      const list = 'failed mails'
      const place = placeIn(list, query.cursor)
      if (!place.ok) return place
      const limit = pageLimit(query)
      const found = await service.failed(tx, actor, place.value, limit + 1)
      if (!found.ok) return found
      const item = (one: FailedMail) => one
      return ok({ status: 200, json: page(found.value, limit, list, one => one.id, item) })
    },
  }),
]

export const notificationRoutes = (service: NotificationService): readonly Route[] => [
  ...listRoutes(service),
  ...settingsRoutes(service),
  ...adminRoutes(service),
]
