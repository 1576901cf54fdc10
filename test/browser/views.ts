/** For each route of the console who opens it, and on what: what checks and pictures of every page go by. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { HOME } from '../../src/platform/folders.ts'
import { contentOf, fixture, sheetsOf } from '../flow/people.ts'
import type { House } from './house.ts'
import type { Knows } from './states.ts'

/** What the pages are about: cases and guarantees in the states in which most is to be seen. */
export type Prepared = {
  readonly drafted: string
  /** Sections of another firm's draft, given to a co-worker. */
  readonly helped: string
  readonly decided: string
  /** The certificate ordered of the decided case. */
  readonly certificate: string
  readonly declined: string
  readonly reviewed: string
  readonly guarantee: string
  readonly claimed: string
  readonly paid: string
  readonly endpoint: string
  readonly report: string
  /** Being marked, by whom. */
  readonly marked: string
  readonly appraiser: string
  /** Marked too far apart, by whom. */
  readonly heard: string
  readonly hearer: string
  /** An impact of a draft on a made-up book, a firm it moves, and a challenger of the same edition. */
  readonly run: string
  readonly moved: string
  readonly shadow: string
  /** A month whose readings are reported. */
  readonly month: string
}

export type View = {
  /** A persona of the demonstration; null for anybody. */
  readonly who: (of: Prepared) => string | null
  readonly at: (of: Prepared) => string
  /** What opens the page's dialog: a test id, or the key of its button in words of an area. */
  readonly opens?: { readonly words: string; readonly key: string; readonly before?: string }
}

const by =
  (who: string | null) =>
  (at: string | ((of: Prepared) => string), more: Pick<View, 'opens'> = {}): View => ({
    who: () => who,
    at: typeof at === 'string' ? () => at : at,
    ...more,
  })
const anybody = by(null)
const firm = by('sme-sandbox')
const coWorker = by('sme-battery')
const bank = by('bank-sandbox')
const officer = by('sandbox-officer')
const risk = by('risk-officer')
const auditor = by('auditor')
const admin = by('admin')
const appraiser = (at: (of: Prepared) => string, more: Pick<View, 'opens'> = {}): View => ({
  who: of => of.appraiser,
  at,
  ...more,
})
const hearer = (at: (of: Prepared) => string): View => ({ who: of => of.hearer, at })
const appraiserWords = 'appraiser/words'

const DRAFT = 'terms/2027-01'

/** By the route as the router names it. A route that is not here fails the check. */
export const VIEWS: Readonly<Record<string, readonly View[]>> = {
  '/': [anybody('/')],
  '/log-in': [anybody('/log-in?problem=over')],
  '/verify': [anybody('/verify')],
  '/consultation': [anybody('/consultation')],
  '/criteria': [anybody('/criteria')],
  '/applications': [firm('/applications')],
  '/applications/new': [firm('/applications/new')],
  '/applications/$id': [firm(of => `/applications/${of.drafted}`), firm(of => `/applications/${of.decided}`)],
  '/applications/$id/$part': ['company', 'request', 'plan', 'financials', 'technology'].map(part =>
    firm(of => `/applications/${of.drafted}/${part}`),
  ),
  '/applications/$id/papers': [firm(of => `/applications/${of.drafted}/papers`)],
  '/applications/$id/submit': [firm(of => `/applications/${of.drafted}/submit`)],
  '/applications/$id/co-workers': [firm(of => `/applications/${of.drafted}/co-workers`)],
  '/co-workings': [firm('/co-workings')],
  '/co-workings/$id': [coWorker(of => `/co-workings/${of.helped}`)],
  '/co-workings/$id/$part': [coWorker(of => `/co-workings/${of.helped}/plan`)],
  '/applications/$id/result': [firm(of => `/applications/${of.declined}/result`)],
  '/security': [officer('/security')],
  '/bank/cases': [bank('/bank/cases')],
  '/bank/cases/$case': [bank(of => `/bank/cases/${of.decided}`)],
  '/bank/guarantees': [bank('/bank/guarantees')],
  '/bank/guarantees/$guarantee': [bank(of => `/bank/guarantees/${of.guarantee}`)],
  '/bank/months': [bank('/bank/months')],
  '/bank/months/$report': [bank(of => `/bank/months/${of.report}`)],
  '/bank/statements': [bank('/bank/statements')],
  '/bank/developer': [bank('/bank/developer')],
  '/bank/developer/requests': [bank('/bank/developer/requests')],
  '/bank/developer/$endpoint': [bank(of => `/bank/developer/${of.endpoint}`)],
  '/bank/sandbox': [bank('/bank/sandbox')],
  '/appraisals': [hearer(() => '/appraisals')],
  '/appraisals/$id': [
    appraiser(of => `/appraisals/${of.marked}`, {
      opens: { words: appraiserWords, key: 'keys_title', before: '#unbound' },
    }),
  ],
  '/appraisals/$id/refusal': [appraiser(of => `/appraisals/${of.marked}/refusal`)],
  '/appraisals/$id/visit': [appraiser(of => `/appraisals/${of.marked}/visit`)],
  '/appraisals/$id/sign': [
    appraiser(of => `/appraisals/${of.marked}/sign`, { opens: { words: appraiserWords, key: 'sign' } }),
  ],
  '/appraisals/$id/consensus': [hearer(of => `/appraisals/${of.heard}/consensus`)],
  '/interests': [appraiser(of => `/interests?case=${of.marked}`)],
  '/feedback': [appraiser(() => '/feedback')],
  '/office/work': [officer('/office/work')],
  '/office/referred': [officer('/office/referred')],
  '/office/cases/$case': [
    officer(of => `/office/cases/${of.decided}`),
    by('sandbox-branch-head')(of => `/office/cases/${of.reviewed}`, {
      opens: { words: 'officer/words/cases', key: 'sign_decline' },
    }),
  ],
  '/office/guarantees': [officer('/office/guarantees')],
  '/office/guarantees/$guarantee': [
    officer(of => `/office/guarantees/${of.guarantee}`),
    by('finance')(of => `/office/guarantees/${of.guarantee}`),
  ],
  '/office/limits': [by('finance')('/office/limits')],
  '/office/claims': [by('claims')('/office/claims')],
  '/office/claims/$guarantee': [
    by('claims')(of => `/office/claims/${of.claimed}`),
    by('claims')(of => `/office/claims/${of.paid}`, { opens: { words: 'officer/words/money', key: 'write_off' } }),
  ],
  '/office/claims/$guarantee/recourse': [by('claims')(of => `/office/claims/${of.paid}/recourse`)],
  '/office/fund': [by('finance')('/office/fund')],
  '/risk/editions': [risk('/risk/editions')],
  '/risk/editions/$kind/$edition': [risk(`/risk/editions/${DRAFT}`)],
  '/risk/editions/$kind/$edition/tables': [risk(`/risk/editions/${DRAFT}/tables`)],
  '/risk/editions/$kind/$edition/differences': [risk(`/risk/editions/${DRAFT}/differences`)],
  '/risk/editions/$kind/$edition/trials': [risk(`/risk/editions/${DRAFT}/trials`)],
  '/risk/stops': [risk('/risk/stops')],
  '/risk/impact': [risk('/risk/impact')],
  '/risk/impact/$run': [risk(of => `/risk/impact/${of.run}`)],
  '/risk/impact/$run/$firm': [risk(of => `/risk/impact/${of.run}/${of.moved}`)],
  '/risk/shadows': [risk('/risk/shadows')],
  '/risk/shadows/$shadow': [risk(of => `/risk/shadows/${of.shadow}`)],
  '/risk/quality': [risk('/risk/quality')],
  '/risk/time': [auditor('/risk/time')],
  '/risk/time/$case': [auditor(of => `/risk/time/${of.decided}`)],
  '/audit/find': [auditor('/audit/find')],
  '/audit/cases/$case': [auditor(of => `/audit/cases/${of.decided}`)],
  '/audit/readings': [auditor('/audit/readings')],
  '/audit/readings/$month': [auditor(of => `/audit/readings/${of.month}`)],
  '/audit/trail': [auditor('/audit/trail')],
  '/audit/trail/$sequence': [auditor('/audit/trail/1')],
  '/audit/heads': [auditor('/audit/heads')],
  '/admin/people': [admin('/admin/people')],
  '/admin/people/$person': [admin('/admin/people/person-demo-officer-seoul')],
  '/admin/organisations': [admin('/admin/organisations')],
  '/admin/organisations/$organisation': [admin('/admin/organisations/bank-902')],
  '/admin/appraisers': [admin('/admin/appraisers')],
  '/admin/access': [admin('/admin/access')],
  '/notifications': [firm('/notifications')],
  '/notifications/settings': [firm('/notifications/settings')],
  '/notifications/mails': [admin('/notifications/mails')],
}

/** Pages that are whole before anything is read: of a consultation, the choices of one field come later. */
const WITHOUT_READING = ['/', '/appraisals/$id/refusal', '/consultation', '/log-in', '/verify']
/** Pages on one thing, or forms: lists they read are parts or choices, and what is not there is left out. */
const WITHOUT_LIST = [
  ...['/applications/$id', '/applications/$id/$part', '/applications/$id/result', '/applications/$id/submit'],
  ...['/applications/$id/papers', '/applications/new', '/co-workings/$id', '/co-workings/$id/$part'],
  ...['/appraisals/$id', '/appraisals/$id/consensus', '/appraisals/$id/sign', '/audit/trail/$sequence', '/feedback'],
  ...['/notifications/settings', '/office/claims/$guarantee', '/risk/editions/$kind/$edition'],
  ...['/risk/editions/$kind/$edition/tables', '/risk/impact/$run/$firm', '/risk/shadows/$shadow'],
]

/** Pages of figures, which hang on more than the lists they read. */
const OF_FIGURES = ['/risk/quality']

/** What a page's states hold it to, by its route. */
export const knownOf = (route: string): Knows => ({
  reads: !WITHOUT_READING.includes(route),
  saysEmpty: OF_FIGURES.includes(route) ? null : !WITHOUT_LIST.includes(route),
})

/** Routes of the router that runs in the page; parents without a page of their own are left out. */
export const routesOn = (page: Page): Promise<readonly string[]> =>
  page.evaluate('Object.keys(globalThis.__TSR_ROUTER__.routesByPath).sort()')

const request = (file: string) => readFileSync(join(HOME, 'fixtures/requests', file), 'utf8')
/** The day in Seoul. */
export const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' }).format(new Date())
const PROOF = `sha256:${'0'.repeat(64)}`

/** A sheet with every mark, as an appraiser signs it today. */
export const SHEET: { readonly marks: readonly { readonly indicator: string; readonly mark: string }[] } = JSON.parse(
  request('firm-sheet.json').replaceAll('2026-04-14', today),
)

/** A firm's case whose appraisers are drawn. */
export async function drawn(
  { ask }: House,
  who: string,
): Promise<{ readonly id: string; readonly panel: readonly string[] }> {
  const content = JSON.parse(request('firm-draft.json').replaceAll('2026-04-14', today))
  const { id } = await ask(who, 'POST', '/v1/cases', content)
  await ask(who, 'POST', `/v1/cases/${id}/submit`)
  await ask('officer-seoul', 'POST', `/v1/cases/${id}/accept`)
  await ask('officer-seoul', 'POST', `/v1/cases/${id}/facts/gather`)
  const { appraisers } = await ask('officer-seoul', 'POST', `/v1/cases/${id}/assignments`)
  return { id, panel: appraisers.map((one: string) => one.replace('person-demo-', '')) }
}

/** Brings about what the pages show, through the API. */
export async function prepared(house: House): Promise<Prepared> {
  const { ask } = house
  const sandbox = 'client-demo-sandbox'
  const draft = JSON.parse(request('sandbox-draft.json')) as object
  const played = async (scenario: string): Promise<string> => {
    const { id } = await ask(sandbox, 'POST', '/v1/cases', { ...draft, scenario })
    await ask(sandbox, 'POST', `/v1/cases/${id}/submit`)
    return id
  }
  /** A guarantee carried on as far as is wished. */
  const guaranteed = async (until: 'lettered' | 'claimed' | 'paid'): Promise<string> => {
    const { id, notices } = await ask('sandbox-officer', 'POST', `/v1/cases/${await played('approve')}/guarantee`, {
      kind: 'individual',
    })
    const path = `/v1/guarantees/${id}`
    const notice = notices[0].id
    const { fee_unpaid: amount } = await ask('sandbox-officer', 'POST', `${path}/sign`, { notice })
    await ask('finance', 'POST', `${path}/fees/received`, { amount, paid_on: today, reference: `F-${id}` })
    await ask('sandbox-officer', 'POST', `${path}/letter`, { notice })
    await ask('sandbox-officer', 'POST', `${path}/papers`, { paper: 'letter', notice, language: 'ko' })
    if (until === 'lettered') return id
    await ask(sandbox, 'POST', `${path}/draws`, { notice, amount: '900000000', on: today })
    await ask(sandbox, 'POST', `${path}/accidents`, { kind: 'business_closed', on: today })
    await ask(sandbox, 'POST', `${path}/claims`, { trigger: 'closure', on: today, proof: PROOF })
    if (until === 'claimed') return id
    await ask('claims', 'POST', `${path}/examinations`, {
      ...{ principal: '900000000', rate: '0.05', costs: [], denied_principal: '0', denies: [], waives: [] },
      ...{ due_on: today, pay_on: today },
    })
    await ask('claims-2', 'POST', `${path}/payments`)
    await ask('claims-2', 'POST', `${path}/recourse`, { basis: 'commercial', holder: 'person-demo-claims-2' })
    return id
  }
  // Put on first: a challenger follows what is decided from then on.
  const changed = await changing(house)
  const { id: drafted } = await ask('sme-sandbox', 'POST', '/v1/cases', draft)
  const { id: other } = await ask(
    'sme-laser',
    'POST',
    '/v1/cases',
    JSON.parse(request('firm-draft.json').replaceAll('2026-04-14', today)),
  )
  const invitation = { label: '세무사', sections: ['plan', 'financials'], until: today }
  const { id: helped, code } = await ask('sme-laser', 'POST', `/v1/cases/${other}/co-workers`, invitation)
  await ask('sme-battery', 'POST', '/v1/co-workings', { code })
  const heard = await drawn(house, 'sme-laser')
  for (const [at, mark] of ['A', 'C'].entries())
    await ask(heard.panel[at] ?? '', 'POST', `/v1/cases/${heard.id}/sheets`, {
      ...SHEET,
      marks: SHEET.marks.map(one => (one.indicator === 'innovativeness' ? { ...one, mark } : one)),
    })
  const marked = await drawn(house, 'sme-laser')
  const file = fixture('laser-rod-growth')
  const { case_id: reviewed } = await ask(sandbox, 'POST', '/v1/cases', {
    content: contentOf(file),
    names: (draft as { readonly names: unknown }).names,
    sheets: sheetsOf(file),
  })
  await ask('sandbox-officer', 'POST', `/v1/cases/${reviewed}/memo`, { memo: 'Seen on the visit.' })
  const decided = await played('approve')
  const { number: certificate } = await ask('sandbox-officer', 'POST', `/v1/cases/${decided}/certificates`, {
    language: 'ko',
  })
  const { id: endpoint } = await ask('client-demo-sandbox', 'POST', '/v1/webhooks/endpoints', {
    url: 'https://hooks.bank.invalid/in',
    scheme: 'v1',
    types: ['case.noticed'],
  })
  return {
    drafted,
    helped,
    decided,
    certificate,
    declined: await played('decline'),
    reviewed,
    guarantee: await guaranteed('lettered'),
    claimed: await guaranteed('claimed'),
    paid: await guaranteed('paid'),
    endpoint,
    report: await reported(house),
    marked: marked.id,
    appraiser: marked.panel[0] ?? '',
    heard: heard.id,
    hearer: heard.panel[0] ?? '',
    ...changed,
  }
}

/** A draft of the terms with a coverage five points lower, run over a small made-up book and put on as a challenger. */
async function changing(house: House): Promise<Pick<Prepared, 'run' | 'moved' | 'shadow' | 'month'>> {
  const { ask } = house
  const [kind, edition] = DRAFT.split('/')
  const asked = { kind, edition, in_force_from: '2027-01-01' }
  const { numbers, words, version } = await ask('risk-officer', 'POST', '/v1/rules/editions', asked)
  numbers.coverage.basic.value = '0.8'
  const saved = await fetch(`${house.address}/v1/rules/editions/${DRAFT}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${house.token('risk-officer')}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      'if-match': `"${version}"`,
    },
    body: JSON.stringify({ numbers, words }),
  })
  if (!saved.ok) throw new Error(`the draft was not saved: ${saved.status} ${await saved.text()}`)
  const generated = { cases: 200, seed: 1 }
  const begun = await ask('risk-officer', 'POST', '/v1/rules/impacts', { kind, edition, numbers, words, generated })
  const at = `/v1/rules/impacts/${begun.id}`
  for (let left = 300; left > 0; left -= 1) {
    if ((await ask('risk-officer', 'GET', at)).state === 'done') break
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  const { items } = await ask('risk-officer', 'GET', `${at}/moves?moved=any`)
  const reason = 'What a coverage five points lower would do.'
  const shadow = await ask('risk-officer', 'POST', '/v1/rules/shadows', { kind, edition, reason })
  const month = new Date(Date.now() - 32 * 86_400_000).toISOString().slice(0, 7)
  await ask('risk-officer', 'POST', '/v1/readings/reports', { month })
  return { run: begun.id, moved: items[0].id, shadow: shadow.id, month }
}

/** A month's report with a row that is wrong. */
async function reported(house: House): Promise<string> {
  const head = 'guarantee,loan,month,outstanding,drawn,repaid,rate,arrears_since,state'
  const bytes = new TextEncoder().encode(`${head}\nTG-2026-0000001,L-1,2026-05,x,0,0,0.0475,,performing\n`)
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  const announced = { kind: 'utilisation', month: '2026-05', name: 'may.csv', size: bytes.length, digest }
  const { id } = await house.ask('client-demo-sandbox', 'POST', '/v1/reports', announced)
  await fetch(`${house.address}/v1/reports/${id}/parts/0`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${house.token('client-demo-sandbox')}`,
      'content-type': 'application/octet-stream',
      'idempotency-key': crypto.randomUUID(),
    },
    body: bytes,
  })
  await house.ask('client-demo-sandbox', 'POST', `/v1/reports/${id}/complete`)
  return id
}
