/** Tables of what people are told, and of the mail that tells it. */
import type { ColumnType, Generated } from 'kysely'

type Moment = ColumnType<string, string | undefined, string>
type Nullable<Value> = ColumnType<Value | null, Value | null | undefined, Value | null>

export type NotificationRow = {
  id: string
  person: string
  organisation: string
  kind: string
  subject: string
  occurrence: string
  path: string
  at: Moment
  read_at: Nullable<string>
}
export type MailSettingsRow = {
  person: string
  language: Generated<'ko' | 'en' | 'zh'>
  unmailed: Generated<string[]>
  address: Nullable<string>
  asked_address: Nullable<string>
  code: Nullable<Uint8Array>
  asked_at: Nullable<string>
  tries: Generated<number>
}
export type MailRow = {
  id: string
  person: string
  notification: Nullable<string>
  kind: string
  state: Generated<'pending' | 'sent' | 'refused' | 'given_up' | 'dropped'>
  attempts: Generated<number>
  status: Nullable<number>
  problem: Nullable<string>
  made_at: Moment
  ended_at: Nullable<string>
}
export type NotificationTables = {
  'app.notifications': NotificationRow
  'app.notification_place': { source: 'log'; next: string }
  'app.mail_settings': MailSettingsRow
  'app.mails': MailRow
}
