/**
 * What an office answered, read: readings of the facts it was asked for, and for the rest that it did not answer.
 * An answer that is no reading counts as none: unknown is not "no".
 */
import { z } from 'zod'
import { code, dayText, plainText } from '../kernel/text.ts'

const answerSchema = z
  .strictObject({
    fact: code,
    value: z.union([z.boolean(), plainText(60)]),
    as_of: dayText,
    valid_until: dayText,
  })
  .refine(answer => answer.as_of <= answer.valid_until, { message: 'valid until the day it was made or later' })
const answersSchema = z.array(answerSchema).max(200)

export type Answered = {
  readonly fact: string
  readonly source: string
  readonly state: 'known' | 'unavailable'
  readonly value: boolean | string | null
  readonly as_of: string | null
  readonly valid_until: string | null
  readonly consent: string | null
}

/**
 * One answer for each fact asked, in the order asked.
 * @param answer what the office sent, unchecked
 * @param day readings of a later day are none yet
 */
export function answersRead(
  source: string,
  facts: readonly string[],
  answer: unknown,
  consent: string | null,
  day: string,
): readonly Answered[] {
  const read = answersSchema.safeParse(answer)
  const readings = read.success ? read.data.filter(one => one.as_of <= day) : []
  return facts.map(fact => {
    const newest = readings
      .filter(one => one.fact === fact)
      .reduce<(typeof readings)[number] | undefined>(
        (best, one) => (best === undefined || one.as_of > best.as_of ? one : best),
        undefined,
      )
    return newest === undefined
      ? { fact, source, state: 'unavailable', value: null, as_of: null, valid_until: null, consent }
      : { ...newest, source, state: 'known', consent }
  })
}
