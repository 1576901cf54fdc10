/**
 * docs/openapi.json: the HTTP API as its routes describe it, committed so that a change of it is seen where it is made.
 */
import { owesReason } from '../../panel/readings/shown.ts'
import { openApiOf } from '../../platform/http/openapi.ts'
import { kindsOf } from '../../platform/http/status.ts'
import { EVENTS } from '../../platform/webhooks/catalogue.ts'
import { REFUSALS, routesOf, type Services } from '../../server.ts'
import type { Report } from '../report.ts'

/** Routes are only read here, never served: whatever they stand on is not reached. */
const nothing = new Proxy({} as Services, {
  get: (_, name): unknown => (typeof name === 'symbol' ? undefined : nothing),
})

const GENERATED = 'by `npm run reports`; not written by hand. `npm run reports -- --check` compares.'

/** The routes of the house, for reading. */
export const routesRead = () => routesOf(nothing)

export function openApiText(): string {
  const document = openApiOf(routesRead(), kindsOf(REFUSALS), EVENTS, owesReason)
  return `${JSON.stringify({ ...document, 'x-generated': GENERATED }, null, 2)}\n`
}

export const reports: readonly Report[] = [{ path: 'docs/openapi.json', make: () => ({ text: openApiText() }) }]
