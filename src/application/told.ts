/**
 * What the firm and the bank of a case are told when its state changes: thin, since each reads the rest as themselves.
 */
import type { Life } from './life.ts'

type Stated = { readonly id: string; readonly life: Pick<Life, 'state' | 'version'> }

export const partiesOf = ({ subject }: { readonly subject: { readonly firm: string; readonly bank: string } }) =>
  [subject.firm, subject.bank] as const

/** What is told of a case, in order with whatever else is told of it. */
export const caseTold = ({ id, life }: Stated, day: string) => ({
  subject: `case:${id}`,
  order: id,
  data: { case_id: id, state: life.state, version: life.version, day },
})
