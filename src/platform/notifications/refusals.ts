/** What may be refused of notifications and of mail, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  notification_of_machine: 'forbidden',
  notification_unknown: 'missing',
  mail_not_sent: 'conflict',
  mail_address_unasked: 'missing',
  mail_address_too_soon: 'conflict',
  mail_code_lapsed: 'conflict',
} as const satisfies Record<string, RefusalKind>

export type NotificationRefusal = keyof typeof refusals
