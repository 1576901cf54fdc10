/**
 * The life of a guarantee as a table: each command, the states in which it is open, what it is called once done, and
 * what it stands on. A claims officer reads it here; `life.ts` does nothing that does not stand in it.
 */

export const STATES = [
  /** The firm and the creditor know; nothing is signed. */
  'noticed',
  /** The agreement is signed and the fee charged. */
  'signed',
  /** The creditor has the letter. */
  'lettered',
  /** The main debt has arisen, and with it the guarantee. */
  'in_force',
  'accident',
  'claimed',
  /** Examined, and to be paid in whole or in part. */
  'examined',
  /** Paid: the fund stands in the creditor's place. */
  'subrogated',
  /** Off the balance sheet and still pursued. */
  'written_off',
  /** Ends from here on: no main debt in time; released; nothing to pay; the claim sold; nothing owed any more. */
  'lapsed',
  'released',
  'denied',
  'sold',
  'discharged',
] as const
export type State = (typeof STATES)[number]

/** The article a step stands on, or why it is assumed. */
export type Basis = { readonly article: string } | { readonly assumed: string }

type Row = { readonly open: readonly State[]; readonly event: string; readonly basis: Basis }

const UNTIL_CLAIM: readonly State[] = ['lettered', 'in_force', 'accident', 'claimed']
const STEPS = 'the agency names this step of its way; no article read here does'
const PRACTICE = 'practice of the trade; no article read here says it'

export const TABLE = {
  /** The notice of a further tranche: each gate has its own sixty days. */
  notice: { open: ['lettered', 'in_force'], event: 'noticed', basis: { article: 'Act 35' } },
  /** What was not drawn under a notice is given up before its day. */
  withdraw: {
    open: ['noticed', 'signed', 'lettered', 'in_force'],
    event: 'notice_withdrawn',
    basis: { assumed: PRACTICE },
  },
  /** No main debt in sixty days: what was not drawn under the notice is void. */
  lapse: {
    open: ['noticed', 'signed', 'lettered', 'in_force', 'accident', 'claimed', 'examined'],
    event: 'lapsed',
    basis: { article: 'Act 35' },
  },
  sign: { open: ['noticed', 'lettered', 'in_force'], event: 'signed', basis: { assumed: STEPS } },
  send_letter: { open: ['signed', 'lettered', 'in_force'], event: 'letter_sent', basis: { assumed: STEPS } },
  /** The main debt arises: the guarantee is formed. */
  draw: { open: ['lettered', 'in_force'], event: 'drawn', basis: { article: 'Act 35' } },
  /** The creditor tells what it must tell without delay. */
  tell: { open: UNTIL_CLAIM, event: 'told', basis: { article: 'Act 38' } },
  charge_fee: { open: ['in_force'], event: 'fee_charged', basis: { article: 'Act 33, Decree 24' } },
  /** From the letter on, since it names who is bound beside the debtor; other terms once the debt has arisen. */
  change: { open: ['lettered', 'in_force'], event: 'changed', basis: { assumed: PRACTICE } },
  renew: { open: ['in_force'], event: 'renewed', basis: { assumed: PRACTICE } },
  /** The main debt is extinguished, wholly or in part. */
  release: { open: ['in_force', 'accident'], event: 'released', basis: { article: 'Act 38' } },
  /** What was told by mistake is put right by its difference; nothing that was written is changed. */
  restate: {
    open: ['in_force', 'accident', 'released'],
    event: 'restated',
    basis: { assumed: 'a debt that was not paid is not extinguished by telling so; no article read here says how' },
  },
  report_accident: {
    open: ['in_force'],
    event: 'accident_reported',
    basis: { assumed: 'the list of accidents is not published; the duty to tell them is in Act 38' },
  },
  normalise: { open: ['accident'], event: 'normalised', basis: { assumed: PRACTICE } },
  claim: { open: ['accident'], event: 'claimed', basis: { article: 'Act 36, Decree 26' } },
  /** Also again, before it is paid: figures run to the day of payment. */
  examine: {
    open: ['claimed', 'examined'],
    event: 'examined',
    basis: { assumed: 'denial for breach is practice; the duties breached are in Act 38' },
  },
  pay: { open: ['examined'], event: 'paid', basis: { article: 'Act 36, Decree 27' } },
  recover: { open: ['subrogated', 'written_off'], event: 'recovered', basis: { article: 'Act 37' } },
  defer: { open: ['subrogated', 'written_off'], event: 'recourse_deferred', basis: { article: 'Act 37' } },
  sell: { open: ['subrogated', 'written_off'], event: 'claim_sold', basis: { article: 'Act 37-2, Decree 27-2' } },
  write_off: { open: ['subrogated'], event: 'written_off', basis: { assumed: PRACTICE } },
  discharge: { open: ['subrogated', 'written_off'], event: 'discharged', basis: { assumed: PRACTICE } },
} as const satisfies Record<string, Row>
export type CommandType = keyof typeof TABLE
export type EventType = (typeof TABLE)[CommandType]['event']
export const commandTypes = Object.keys(TABLE) as readonly CommandType[]

export const isOpen = (type: CommandType, state: State): boolean =>
  (TABLE[type].open as readonly State[]).includes(state)

/** States from which nothing leads on, unless it shows that what ended the guarantee was told by mistake. */
export const ENDS: readonly State[] = STATES.filter(
  state => !commandTypes.some(type => type !== 'restate' && isOpen(type, state)),
)
