/** What may be refused of webhooks, most basic first. */
import type { RefusalKind } from '../../kernel/result.ts'

export const refusals = {
  webhook_url_unfit: 'invalid',
  webhook_unknown: 'missing',
  webhook_message_unknown: 'missing',
  webhook_endpoints_full: 'conflict',
  webhook_state: 'conflict',
} as const satisfies Record<string, RefusalKind>

export type WebhookRefusal = keyof typeof refusals
