/**
 * The shape of rules/safeguards: figures of the statute that editions of other kinds are held to, and which way a fact
 * counts in a firm's favour.
 */
import { z } from 'zod'
import { editionHeader, sourcedNumber, sourcedTable } from '../kernel/sourced.ts'
import { code } from '../kernel/text.ts'

/** How a number of an edition is to stand to the figure. */
export const RELATIONS = ['at_most', 'at_least', 'equals'] as const
export type Relation = (typeof RELATIONS)[number]

export const safeguardsSchema = z.strictObject({
  kind: z.literal('safeguards'),
  ...editionHeader,
  figures: z
    .array(
      z.strictObject({
        code,
        /** The kind of edition the number stands in. */
        edition: code,
        /** The dotted place of the sourced number in it. */
        at: z.string().regex(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/),
        relation: z.enum(RELATIONS),
        figure: sourcedNumber(),
      }),
    )
    .min(1)
    .refine(list => new Set(list.map(one => one.code)).size === list.length, { message: 'each code once' }),
  /** Fact -> whether a case is the better one the higher it stands; codes stand in the order of their declaration. */
  better_when_higher: sourcedTable('flag'),
})
export type SafeguardsEdition = z.infer<typeof safeguardsSchema>
