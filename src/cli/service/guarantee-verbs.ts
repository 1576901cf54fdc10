/** The verbs of `guarantee`: what is typed, and the request of the public API that it becomes. */
import { type ExitCode, misused } from '../command.ts'
import { bodyIn, type Call, calling, listed, printed, type Speaker } from './calling.ts'

type Values = Readonly<Partial<Record<string, string>>>
type Typed = {
  readonly speaker: Speaker
  readonly words: readonly string[]
  readonly values: Values
  readonly key: string | undefined
  readonly print: (text: string) => void
}
export type Verb = {
  readonly name: string
  readonly usage: string
  readonly says: string
  /** How many words stand beside the options. */
  readonly words: number
  readonly options: Readonly<Record<string, string>>
  /** Options without which it is misused. */
  readonly needs: readonly string[]
  readonly run: (typed: Typed) => Promise<ExitCode>
}

type Notice = { readonly id: string; readonly step: string }
type Shown = { readonly notices: readonly Notice[] }
type Head = {
  readonly id: string
  readonly number: string
  readonly state: string
  readonly balance: string
  readonly due_on: string | null
}
type Due = { readonly what: string; readonly since: string; readonly roles: readonly string[] }

const ONE = '/v1/guarantees/{guarantee_id}'
const NOTICE = { notice: 'the notice, where more than one has come so far' }

/** Values under the names the API has for them; what was not typed is left out. */
const named = (values: Values, names: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([option, field]) => {
      const value = values[option]
      return value === undefined ? [] : [[field, value]]
    }),
  )

const get = (path: string, [id = '']: readonly string[]): Call => ({
  method: 'GET',
  path,
  params: { guarantee_id: id },
})
const post = (path: string, [id = '']: readonly string[], body?: unknown): Call => ({
  method: 'POST',
  path: `${ONE}/${path}`,
  params: { guarantee_id: id },
  ...(body === undefined ? {} : { body }),
})

/** The notice that was typed, else the one that has come so far; several are told apart by typing one. */
async function noticeOf({ speaker, words, values }: Typed, step: string): Promise<string> {
  const { notice } = values
  if (notice !== undefined) return notice
  const { notices } = await calling<Shown>(speaker, get(ONE, words))
  const open = notices.filter(one => one.step === step)
  const [only] = open
  if (only === undefined || open.length > 1)
    return misused(`--notice <id>: one of those that are ${step}`, open.map(one => one.id).join(', '))
  return only.id
}

/** A step asked with what was typed, under the names of the API. */
const step = (
  name: string,
  path: string,
  says: string,
  { options = {}, names = {}, needs = [], notice }: Partial<Step> = {},
): Verb => ({
  name,
  usage: ['<id>', ...needs.map(one => `--${one} <${one}>`)].join(' '),
  says,
  words: 1,
  options: { ...options, ...(notice === undefined ? {} : NOTICE) },
  needs,
  run: async typed => {
    const under = notice === undefined ? {} : { notice: await noticeOf(typed, notice) }
    const body = { ...under, ...named(typed.values, names) }
    const call = post(path, typed.words, Object.keys(body).length === 0 ? undefined : body)
    return printed(await calling(typed.speaker, call, typed.key))
  },
})
type Step = {
  readonly options: Readonly<Record<string, string>>
  /** Option -> field of the body. */
  readonly names: Readonly<Record<string, string>>
  readonly needs: readonly string[]
  /** How far the notice has come under which it is done. */
  readonly notice: string
}

const line = (head: Head): string =>
  [head.id, head.number, head.state.padEnd(11), head.balance.padStart(15), head.due_on ?? ''].join(' ').trimEnd()

const READING: readonly Verb[] = [
  {
    name: 'list',
    usage: '',
    says: 'every guarantee you may see: id, number, state, what is guaranteed, when something is due',
    words: 0,
    options: { state: 'in this state alone', bank: 'of this bank', firm: 'of this firm' },
    needs: [],
    run: async ({ speaker, values, print }) => {
      const query = named(values, { state: 'state', bank: 'bank', firm: 'firm' })
      for await (const head of listed<Head>(speaker, '/v1/guarantees', query)) print(line(head))
      return 0
    },
  },
  {
    name: 'show',
    usage: '<id>',
    says: 'one guarantee: where it stands, and what may be done to it today',
    words: 1,
    options: {},
    needs: [],
    run: async ({ speaker, words }) => printed(await calling(speaker, get(ONE, words))),
  },
  {
    name: 'fees',
    usage: '<id>',
    says: 'its fees, and who owes what of them',
    words: 1,
    options: {},
    needs: [],
    run: async ({ speaker, words }) => printed(await calling(speaker, get(`${ONE}/fees`, words))),
  },
  {
    name: 'due',
    usage: '',
    says: 'what is due today, the longest first: id, what, since when, who sees to it',
    words: 0,
    options: {},
    needs: [],
    run: async ({ speaker, print }) => {
      for await (const one of listed<Head & { due: readonly Due[] }>(speaker, '/v1/guarantees/due', {}))
        for (const { what, since, roles } of one.due) print(`${one.id} ${what.padEnd(13)} ${since} ${roles.join(',')}`)
      return 0
    },
  },
]

const BEGIN: Verb = {
  name: 'begin',
  usage: '<case> --kind individual|revolving',
  says: 'begins the guarantee of a case whose approval was notified',
  words: 1,
  options: {
    kind: 'individual, or revolving',
    evidence: 'digest of the paper that shows that the first gate is reached',
    readiness: 'file of the answers of readiness that show it, as `calc trl` takes them',
  },
  needs: ['kind'],
  run: async ({ speaker, words, values, key }) => {
    const { readiness } = values
    const shown = readiness === undefined ? {} : { readiness: bodyIn(readiness) }
    const body = { ...named(values, { kind: 'kind', evidence: 'evidence' }), ...shown }
    const call: Call = { method: 'POST', path: '/v1/cases/{case_id}/guarantee', params: { case_id: words[0] }, body }
    return printed(await calling(speaker, call, key))
  },
}

const EXAMINE: Verb = {
  name: 'examine',
  usage: '<id> <file>',
  says: 'examines the claim by the figures in a file of JSON, as the API takes them; also again, before it is paid',
  words: 2,
  options: {},
  needs: [],
  run: async ({ speaker, words: [id = '', file = ''], key }) =>
    printed(await calling(speaker, post('examinations', [id], bodyIn(file)), key)),
}

const DAY = { on: 'the day, YYYY-MM-DD' }
const AMOUNT = { amount: 'in whole won' }

export const VERBS: readonly Verb[] = [
  ...READING,
  BEGIN,
  step('sign', 'sign', 'enters the signed agreement; its fee is charged', { notice: 'noticed' }),
  step('receive', 'fees/received', 'enters a payment of fees', {
    options: {
      ...AMOUNT,
      'paid-on': 'the day it was paid',
      reference: 'of the payment',
      payer: 'who paid; else the firm',
    },
    names: { amount: 'amount', 'paid-on': 'paid_on', reference: 'reference', payer: 'payer' },
    needs: ['amount', 'paid-on', 'reference'],
  }),
  step('letter', 'letter', 'sends the letter of guarantee, once the fee is paid', { notice: 'signed' }),
  step('draw', 'draws', 'tells that the loan was made, wholly or in part', {
    options: { ...AMOUNT, ...DAY, 'bank-loan': "the bank's own reference of the loan" },
    names: { amount: 'amount', on: 'on', 'bank-loan': 'bank_loan' },
    needs: ['amount', 'on'],
    notice: 'lettered',
  }),
  step('accident', 'accidents', 'reports an accident', {
    options: { kind: 'as the rules name it, such as arrears', ...DAY },
    names: { kind: 'kind', on: 'on' },
    needs: ['kind', 'on'],
  }),
  step('claim', 'claims', 'claims on the guarantee', {
    options: {
      trigger: 'what the claim rests on, such as default',
      ...DAY,
      proof: 'digest of the papers that show it',
      consent: "digest of the fund's consent, where the trigger needs it",
    },
    names: { trigger: 'trigger', on: 'on', proof: 'proof', consent: 'consent' },
    needs: ['trigger', 'on'],
  }),
  EXAMINE,
  step('pay', 'payments', 'pays the claim as examined, on its day, by another than who examined it'),
  step('recover', 'recoveries', 'enters what came in on a claim that was paid', {
    options: { ...AMOUNT, reference: 'of the money that came in' },
    names: { amount: 'amount', reference: 'reference' },
    needs: ['amount', 'reference'],
  }),
  step('release', 'release', 'tells that the loan was paid, wholly or in part', {
    options: { left: 'principal still owed, in whole won' },
    names: { left: 'left' },
    needs: ['left'],
  }),
]
