/** What goes in and out of the routes of the agreement's joint guarantors. */
import { z } from 'zod'
import { digestText, moneyNotNegative, plainText } from '../../kernel/text.ts'
import { ROLES } from '../recourse/obligors.ts'

export const bindingBody = z.strictObject({
  /** A firm or a person by its id: a name is refused by its form. */
  party: z.string().regex(/^(?:firm|person)-[0-9a-z-]{3,40}$/),
  /** The most this one answers for in all; null where there is no limit. */
  limit: moneyNotNegative.refine(text => text !== '0', { message: 'above 0' }).nullable(),
  /** The paper by which this one agrees; before the letter the agreement itself is. */
  consent: digestText.optional(),
})
export type Binding = z.output<typeof bindingBody>

/** Who is let go of owes nothing any more: by resolution of the fund, with its reason. */
export const releasingBody = z.strictObject({ reason: plainText(2000), resolution: plainText(200) })
export type Releasing = z.output<typeof releasingBody>

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
