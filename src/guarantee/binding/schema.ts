/** What goes in and out of the routes of the agreement's joint guarantors. */
import { z } from 'zod'
import { moneyNotNegative } from '../../kernel/text.ts'
import { ROLES } from '../recourse/obligors.ts'

export const bindingBody = z.strictObject({
  /** A firm or a person by its id: a name is refused by its form. */
  party: z.string().regex(/^(?:firm|person)-[0-9a-z-]{3,40}$/),
  /** The most this one answers for in all; null where there is no limit. */
  limit: moneyNotNegative.refine(text => text !== '0', { message: 'above 0' }).nullable(),
})
export type Binding = z.output<typeof bindingBody>

export const boundShown = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.uuid(),
      party: z.string(),
      role: z.enum(ROLES),
      limit: z.string().nullable(),
      since: z.string(),
      until: z.string().nullable(),
    }),
  ),
})
