/**
 * The part of an edition of the panel that says who reads what of a case by their ordinary duty, how long a reason is
 * that anybody else gives, and which duties are answered for at each step.
 */
import { z } from 'zod'
import { BODIES, STATUSES, sourcedTable, sourceReference } from '../../kernel/sourced.ts'
import { code, dayText, plainText } from '../../kernel/text.ts'

/** How a reader stands to a case; `any`: however they stand. The words of the access table. */
export const DUTY_RELATIONS = ['own', 'assigned', 'office', 'holder', 'region', 'committee', 'any'] as const

const grounds = {
  in_force_from: dayText,
  status: z.enum(STATUSES),
  decided_by: z.enum(BODIES),
  source: sourceReference.optional(),
  note: plainText(2000).optional(),
}

/** A role, and as what of a case it reads what is not issued without being asked why. */
const ordinarySchema = z.strictObject({
  role: code,
  relations: z.array(z.enum(DUTY_RELATIONS)).min(1).max(DUTY_RELATIONS.length),
  /** Only in these actions; without it, in all. */
  actions: z
    .array(z.string().regex(/^[a-z_]+\.[a-z_]+$/))
    .max(20)
    .optional(),
  ...grounds,
})

export const STEPS = ['application', 'facts', 'panel', 'recommendation', 'review', 'approval', 'claim'] as const

/** A duty of the staff at a step: what its code stands for is computed in the house, what it says stands in words. */
const dutySchema = z.strictObject({ duty: code, step: z.enum(STEPS), says: z.string().max(120), ...grounds })

const hasKeys = (values: Readonly<Record<string, string>>): boolean =>
  Object.keys(values).sort().join(' ') === 'max min' && Number(values['min']) <= Number(values['max'])

export const readingsEditionSchema = z.strictObject({
  ordinary: z.array(ordinarySchema).min(1).max(50),
  reason_characters: sourcedTable('count')
    .refine(table => Object.values(table.values).every(one => /^[1-9][0-9]{0,2}$/.test(one)), {
      message: 'whole numbers from 1 to 999',
    })
    .refine(table => hasKeys(table.values), { message: 'min and max, the first not the greater' }),
  duties: z
    .array(dutySchema)
    .min(1)
    .max(50)
    .refine(list => new Set(list.map(one => one.duty)).size === list.length, { message: 'each duty stands once' }),
})
export type ReadingsEdition = z.output<typeof readingsEditionSchema>
