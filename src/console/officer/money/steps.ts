/** Which steps towards a letter a page offers a reader. Pure. */
import type { Value } from '../../../../clients/typescript/api.ts'

type Guarantee = Value<'GET /v1/guarantees/{guarantee_id}'>
const STEPS = ['bind', 'sign', 'receive_fee', 'draw_letter', 'send_letter'] as const
export type Step = (typeof STEPS)[number]

/** What is open now, for these roles; the service decides, and says of the rest what stands against it. */
export function stepsOpen(
  of: Pick<Guarantee, 'possible' | 'notices' | 'fee_unpaid'>,
  roles: readonly string[],
): readonly Step[] {
  const may = (command: Guarantee['possible'][number]['command']): boolean =>
    of.possible.some(
      one => one.command === command && one.hindrance === null && one.roles.some(role => roles.includes(role)),
    )
  const isOfficer = roles.includes('officer')
  const open: Readonly<Record<Step, boolean>> = {
    bind: isOfficer && may('sign'),
    sign: may('sign'),
    receive_fee: roles.includes('finance') && of.fee_unpaid !== '0',
    draw_letter: isOfficer && of.notices.some(one => one.step === 'lettered'),
    send_letter: may('send_letter'),
  }
  return STEPS.filter(step => open[step])
}
