/** Every route for every persona and every relation answers as the access table says: nothing more, nothing less. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROLES, type Role } from '../../src/access/actor.ts'
import { ACTIONS, type Action, isAction, type Relation } from '../../src/access/table.ts'
import { certificateNumber } from '../../src/certificate/number.ts'
import { type House, openHouse } from '../../src/cli/faults/house.ts'
import { superuserOf } from '../../src/cli/faults/process.ts'
import { refusal, refuse } from '../../src/kernel/result.ts'
import type { Route } from '../../src/platform/http/route.ts'
import { buildServer } from '../../src/server.ts'
import { RIGHT, VALUATION } from '../guarantee/collateral/sample.ts'
import { RECOURSE_BODIES, RECOURSE_IDS } from './recourse-bodies.ts'
import { asOwner, keyed, type Tenant, tenant, tokenOf } from './tenants.ts'

const folder = mkdtempSync(join(tmpdir(), 'tg-matrix-'))
const faults: string[] = []
let house: House
let tenants: readonly [Tenant, Tenant]
let personas: readonly Persona[]
let reading: pg.Client
/** A guarantee of each tenant, begun by the officer of its office. */
const guarantees: string[] = []
type Persona = { readonly persona: string; readonly role: Role; readonly organisation: string; readonly token: string }
type Subject = Tenant & {
  readonly guarantee: string
  readonly report: string
  readonly letter: string
  readonly person: string
  readonly client: string
  readonly organisation: string
  readonly endpoint: string
  /** Somebody on the roster. */
  readonly appraiser: string
  readonly appraisers: readonly string[]
  readonly holder: string | null
  readonly isBeforeCommittee: boolean
}

beforeAll(async () => {
  house = await openHouse(folder, text => faults.push(text))
  tenants = [
    await tenant(house, folder, {
      firm: 'firm-901',
      bank: 'bank-901',
      office: 'office-demo-seoul',
      amount: '311000000',
    }),
    await tenant(house, folder, {
      firm: 'firm-902',
      bank: 'bank-902',
      office: 'office-demo-busan',
      amount: '322000000',
    }),
  ]
  for (const [at, officer] of ['officer-seoul', 'officer-busan'].entries()) {
    const begun = await house.server.inject({
      method: 'POST',
      url: `/v1/cases/${tenants[at]?.caseId}/guarantee`,
      headers: {
        authorization: `Bearer ${tokenOf(house, officer)}`,
        'content-type': 'application/json',
        ...keyed(),
      },
      payload: JSON.stringify({ kind: 'individual' }),
    })
    expect([begun.statusCode, begun.json().errors ?? null]).toEqual([201, null])
    guarantees.push(begun.json().id)
  }
  const all = house.tokens.people.map(one => ({ ...one, role: one.role as Role, token: one.access_token }))
  // Of several who stand alike in everything one is enough; appraisers differ by the case they are drawn for.
  const isAlike = (a: Persona, b: Persona): boolean => a.role === b.role && a.organisation === b.organisation
  personas = all.filter((one, at) => one.role === 'appraiser' || all.findIndex(first => isAlike(first, one)) === at)
  reading = new pg.Client(superuserOf(folder))
  await reading.connect()
  await asOwner(folder, async client => {
    await client.query('update app.decisions set is_put_before_committee = true where id = $1', [tenants[1].decision])
    // Each case has an appraiser of its own.
    for (const [at, { caseId }] of tenants.entries()) {
      await client.query(`insert into app.assignments (case_id, appraiser, draw) values ($1, $2, $3)`, [
        ...[caseId, `person-demo-appraiser-${at * 2 + 1}`, DRAW],
      ])
    }
    await client.query(
      `insert into app.limits (scope, code, key, cap) values ('fund', 'outstanding', 'own', 90000000000)
       on conflict do nothing`,
    )
    for (const [at, { bank }] of tenants.entries()) {
      await client.query(
        `insert into app.reports (id, kind, sender, is_sandbox, month, version, state, name, size, digest, sent_by,
           sent_at) values ($1, 'utilisation', $2, false, '2026-01', 1, 'checked', 'm.csv', 1, $3, 'x', now())`,
        [REPORTS[at], bank, `sha256:${'0'.repeat(64)}`],
      )
      await client.query(
        `insert into app.report_corrections (id, report, place, guarantee, side, asked_by, reason, asked_at, state)
         values ($1, $1, 2, 'TG-2026-0000001', 'agency', 'x', 'x', now(), 'open')`,
        [REPORTS[at]],
      )
    }
    for (const [at, { bank, firm }] of tenants.entries()) {
      await client.query(
        `insert into app.guarantee_papers (number, kind, guarantee, bank, firm, is_sandbox, language, of, body, printed,
           state, issued_on, bytes, digest, issued_at)
         values ($1, 'letter', $2, $3, $4, false, 'ko', $5, $7, '{}', 'issued', current_date, 'x', $6, now())`,
        [LETTERS[at], guarantees[at], bank, firm, `${guarantees[at]}.1`, DIGEST, LETTER],
      )
    }
    for (const at of [901, 902]) {
      await client.query(
        `insert into app.persons (id, subject, names) values ($1, $1, '{"ko":"x","en":"x","zh":"x"}')`,
        [`person-extra-${at}`],
      )
      await client.query('insert into app.clients (id, organisation) values ($1, $2)', [
        ...[`client-extra-${at}`, `bank-${at}`],
      ])
      await client.query(
        `insert into app.webhook_endpoints (id, organisation, url, types, scheme, secret, created_by)
         values ($1, $2, 'https://receiver.example/', '{}', 'v1', 'x', 'test')`,
        [endpointOf(at), `bank-${at}`],
      )
    }
  })
}, 120_000)
afterAll(async () => {
  await reading?.end()
  await house?.close()
}, 60_000)

const endpointOf = (at: number): string => `0190e1f4-7c1a-7b60-9d0e-4b2f5a6c7${at}`
/** A report of each bank, and a request to correct it under the same id. */
const REPORTS = ['01890a5d-ac96-774b-bcce-b302099a8061', '01890a5d-ac96-774b-bcce-b302099a8062'] as const

/** A draw as it is kept; who was drawn, the test says. */
const DRAW = JSON.stringify({ commitment: 'sha256:0', seed: '0', candidates: [], count: 0 })
const DIGEST = `sha256:${'0'.repeat(64)}`
const LETTER = JSON.stringify(JSON.parse(readFileSync('fixtures/guarantee-papers/letter-tranche.json', 'utf8')).body)
const VALUING = JSON.parse(readFileSync('fixtures/valuations/separator-royalty.json', 'utf8'))
/** The letter of each guarantee. */
const LETTERS = [1, 2].map(serial => certificateNumber({ year: 2026, series: 2, serial }))
/** An edition nobody drafted, and a case for it. */
const EDITION = { kind: 'terms', edition: '2097-01' }
const TRIAL = {
  ...{ code: 'one', title: 'One', worked: 'By hand.' },
  given: { small: { programme: 'restart', facts: {} } },
  expect: { clauses: { 'restart.reviewed': 'unknown' } },
}
/** No such run: what of it is allowed is asked before it is looked for. */
const RUN = '01890a5d-ac96-774b-bcce-b302099a8070'
const RULES_HEAD = { kind: 'terms', edition: '2098-01', in_force_from: '2098-01-01' }
const REASON = { reason: 'For the matrix of access.' }
const NATURE = { ipc: 'H01S', industry: null, stage: null, exclusivity: 'exclusive', territory: null }
const LICENCE = {
  ...{ ...NATURE, agreed_in: '2025-01', royalty: { rate: '0.03', base: 'net_sales' }, upfront: null },
  ...{ evidence: 'contract', source: 'register 1' },
}
const NAMES = { ko: '시험', en: 'Test', zh: '测试' }
const soon = () => `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 19)}Z`
const point = 'A'.repeat(43)
const publicKey = { kty: 'EC', crv: 'P-256', x: point, y: point, kid: 'k', use: 'sig', alg: 'ES256' }

const TODAY = new Date().toISOString().slice(0, 10)
const LATER = `${new Date().getUTCFullYear() + 2}-01-03`
const ofNotice = ({ guarantee }: Subject) => ({ notice: `${guarantee}.1` })
const STEPS: Readonly<Record<string, (subject: Subject) => unknown>> = {
  notices: () => ({}),
  withdraw: subject => ({ ...ofNotice(subject), ...REASON }),
  lapse: ofNotice,
  sign: ofNotice,
  letter: ofNotice,
  draws: subject => ({ ...ofNotice(subject), amount: '1', on: TODAY }),
  tell: () => ({ duty: 'affecting', on: TODAY }),
  change: () => ({ of: 'term', matures_on: LATER }),
  renew: () => ({ left: '0', matures_on: LATER, grade: 'A' }),
  release: () => ({ left: '0' }),
  accidents: () => ({ kind: 'arrears', on: TODAY }),
  claims: () => ({ trigger: 'default', on: TODAY }),
  examinations: () => ({
    ...{ principal: '1', rate: '0', due_on: TODAY, costs: [], denied_principal: '0', pay_on: TODAY },
    ...{ denies: [], waives: [] },
  }),
  recoveries: () => ({ amount: '1', reference: 'r' }),
  sell: () => ({ to: 'kamco', resolution: 'board 1', price: '0', reference: 'r' }),
  discharge: () => ({ ground: 'paid' }),
  'sharing/restatements': () => ({ loss: '1', reason: 'Told anew.', reference: 'r' }),
  'charges/appraisal': () => ({ appraisal: 'technology_appraisal' }),
  'charges/success': () => ({
    ...{ signed_on: TODAY, rate: '0.05', contract: DIGEST, marked_on: TODAY, proof: DIGEST },
  }),
  'fees/received': () => ({ amount: '1', paid_on: TODAY, reference: 'r' }),
}
const OF_GUARANTEES = Object.fromEntries(
  Object.entries(STEPS).map(([step, body]) => [`POST /v1/guarantees/{guarantee_id}/${step}`, body]),
)

/** A body that a route takes, so that only who asks decides; a route that stands not here fails the test. */
const BODIES: Readonly<Record<string, (subject: Subject, content: unknown) => unknown>> = {
  'POST /v1/prechecks': (_, content) => ({ content }),
  'POST /v1/public/consultations': () => ({
    ...{
      form: 'pre_startup',
      ksic: { revision: '10', code: '27309' },
      region: 'KR-11',
      employees: 0,
      certifications: [],
    },
    ...{ right: 'none', trl: 1, purpose: 'working_capital', loan_amount: '1', term_months: 1, troubles: [] },
  }),
  'POST /v1/cases': (_, content) => ({ content, names: {}, consent: 'consent-901' }),
  'PUT /v1/cases/{case_id}': (_, content) => ({ content, names: {}, consent: 'consent-901' }),
  'POST /v1/cases/{case_id}/correct': (_, content) => ({ content, ...REASON }),
  'POST /v1/cases/{case_id}/ask-person': () => REASON,
  'POST /v1/cases/{case_id}/withdraw': () => REASON,
  'POST /v1/cases/{case_id}/object': () => REASON,
  'POST /v1/cases/{case_id}/put-before-committee': () => REASON,
  'POST /v1/cases/{case_id}/memo': () => ({ memo: 'Read.' }),
  'POST /v1/cases/{case_id}/assignments/{appraiser}/refusal': () => ({ because: 'other', ...REASON }),
  'POST /v1/cases/{case_id}/signatures': ({ decision }) => ({ decision, verdict: 'approve' }),
  'POST /v1/cases/{case_id}/sheets': () => ({
    marks: [
      { indicator: 'innovativeness', mark: 'B', evidence: [{ paper: `sha256:${'0'.repeat(64)}`, type: 'plan' }] },
    ],
  }),
  'PUT /v1/cases/{case_id}/drafts/own': () => ({ marks: [] }),
  'PUT /v1/cases/{case_id}/drafts/own/marks/{indicator}': () => ({ mark: 'B', evidence: [] }),
  'POST /v1/cases/{case_id}/site-visits': () => ({
    ...{ visited_on: TODAY, place: 'Seoul', persons: ['person-demo-owner'], photographs: [] },
  }),
  'POST /v1/cases/{case_id}/consensus': () => ({ statement: 'For the matrix of access.' }),
  'POST /v1/cases/{case_id}/papers': () => ({
    ...{ type: 'business_plan', name: 'plan.pdf', size: 3, digest: `sha256:${'1'.repeat(64)}` },
  }),
  'POST /v1/cases/{case_id}/co-workers': () => ({ label: 'x', sections: ['plan'], until: '2020-01-01' }),
  'POST /v1/co-workings': () => ({ code: 'x' }),
  'PUT /v1/co-workings/{co_worker_id}': () => ({ content: {}, names: {} }),
  'POST /v1/cases/{case_id}/rights/files': () => ({ paper: RUN }),
  'POST /v1/cases/{case_id}/rights/answers': () => ({
    ...{ right: 'x', code: 'x', about: [], verdict: 'dismissed', ...REASON },
  }),
  'POST /v1/cases/{case_id}/guarantee': () => ({ kind: 'individual' }),
  ...OF_GUARANTEES,
  'POST /v1/banks/{bank}/monthly-statements': () => ({ month: '2026-02', language: 'ko' }),
  'POST /v1/banks/{bank}/yearly-balances': () => ({ year: 2025, language: 'ko' }),
  'POST /v1/guarantees/{guarantee_id}/obligors': () => ({ party: 'person-demo-owner', limit: null }),
  'POST /v1/guarantees/{guarantee_id}/obligors/{obligor_id}/release': () => ({ ...REASON, resolution: 'board 1' }),
  'POST /v1/guarantees/{guarantee_id}/restatements': () => ({
    ...{ of: 'release', event: 5, left: '2', reference: 'letter 1', ...REASON },
  }),
  'POST /v1/guarantees/{guarantee_id}/restorations': ({ report }) => ({ report, difference: 1, ...REASON }),
  ...RECOURSE_BODIES,
  'POST /v1/guarantees/{guarantee_id}/observations': () => ({
    ...{ as_of: '2026-04-14', source: 'site_visit', facts: { employees: '1' } },
  }),
  'POST /v1/guarantees/{guarantee_id}/watch/tasks/{task_id}/done': () => ({ note: 'For the matrix of access.' }),
  'POST /v1/guarantees/{guarantee_id}/watch/tasks/{task_id}/reassign': ({ person }) => ({ holder: person, ...REASON }),
  'POST /v1/collateral-decisions': ({ bank }) => ({
    ...{ bank, programme: null, loan: '1', ip_loan: '0', consents: [] },
    valuation: { id: VALUATION.id, digest: VALUATION.digest },
  }),
  'POST /v1/collateral/{collateral_id}/pledges/{pledge_id}/registration': () => ({
    ...{ office: 'KR', reference: 'r', rank: 1, registered_on: TODAY },
  }),
  'POST /v1/collateral/{collateral_id}/pledges/{pledge_id}/release': () => ({ released_on: TODAY, reference: 'r' }),
  'POST /v1/collateral/{collateral_id}/looks': () => ({ rights: [RIGHT] }),
  'POST /v1/collateral/{collateral_id}/tasks/{task_id}/done': () => ({ note: 'For the matrix of access.' }),
  'POST /v1/reports': () => ({
    ...{ kind: 'utilisation', month: '2026-02', name: 'm.csv', size: 3, digest: `sha256:${'1'.repeat(64)}` },
  }),
  'POST /v1/reports/{report_id}/accept': () => ({ leave_out: [] }),
  'POST /v1/reports/{report_id}/refuse': () => REASON,
  'POST /v1/reports/{report_id}/corrections': () => ({ row: 2, ...REASON }),
  'POST /v1/corrections/{correction_id}/close': () => REASON,
  'POST /v1/papers/{paper_id}/erase': () => REASON,
  'POST /v1/persons/{person_id}/erase': () => REASON,
  'POST /v1/persons/{person_id}/password-invitations': () => REASON,
  'POST /v1/self/passkeys': () => ({
    name: 'Laptop',
    answer: { id: 'A', rawId: 'A', type: 'public-key', response: { clientDataJSON: 'A', attestationObject: 'A' } },
  }),
  'POST /v1/self/passkeys/{passkey_id}/rename': () => ({ name: 'Telephone' }),
  'POST /v1/persons/{person_id}/passkeys/{passkey_id}/remove': () => REASON,
  'POST /v1/cases/{case_id}/valuations': () => ({ request: VALUING }),
  'POST /v1/cases/{case_id}/valuations/{valuation_id}/signature': () => ({ digest: DIGEST }),
  'POST /v1/cases/{case_id}/valuations/{valuation_id}/issue': () => ({ digest: DIGEST }),
  'POST /v1/cases/{case_id}/valuations/{valuation_id}/withdraw': () => REASON,
  'POST /v1/cases/{case_id}/certificates': () => ({ language: 'en' }),
  'POST /v1/certificates/{number}/revoke': () => REASON,
  'POST /v1/certificates/{number}/supersede': () => REASON,
  'PUT /v1/limits/{scope}/{code}/{key}': () => ({ cap: '90000000000' }),
  'POST /v1/organisations': ({ organisation }) => ({ id: `firm-new-${organisation}`, kind: 'firm', names: NAMES }),
  'POST /v1/organisations/{organisation_id}/members': ({ person }) => ({ person, role: 'auditor', ...REASON }),
  'POST /v1/organisations/{organisation_id}/members/end': ({ person }) => ({ person, role: 'auditor', ...REASON }),
  'POST /v1/delegations': ({ person }) => ({ role: 'officer', to: person, until: soon(), ...REASON }),
  'POST /v1/delegations/end': ({ person }) => ({ role: 'officer', to: person, ...REASON }),
  'POST /v1/persons': ({ organisation }) => ({ id: `person-new-${organisation}`, subject: organisation, names: NAMES }),
  'PUT /v1/organisations/{organisation_id}/parent': () => ({ parent: 'agency-demo', ...REASON }),
  'PUT /v1/clients/{client_id}': ({ bank }) => ({ organisation: bank, keys: [publicKey], binding: 'none' }),
  'POST /v1/clients/{client_id}/end': () => REASON,
  'POST /v1/clients/{client_id}/keys': () => publicKey,
  'POST /v1/clients/{client_id}/keys/retire': () => ({ kid: 'k' }),
  'PUT /v1/notifications/settings': () => ({ language: 'ko', unmailed: [] }),
  'POST /v1/notifications/address': () => ({ address: 'a@firm.example' }),
  'POST /v1/notifications/address/confirm': () => ({ code: '00000000' }),
  'POST /v1/persons/{person_id}/mail-address': () => ({ address: 'a@firm.example' }),
  'POST /v1/webhooks/endpoints': () => ({ url: 'https://receiver.example/', types: [] }),
  'PUT /v1/webhooks/endpoints/{endpoint_id}': () => ({ url: 'https://receiver.example/', types: [] }),
  'POST /v1/webhooks/endpoints/{endpoint_id}/secret': () => ({}),
  'POST /v1/webhooks/endpoints/{endpoint_id}/resend': () => ({ since: '2026-04-14T00:00:00Z' }),
  'POST /v1/appraisers': ({ person }) => ({ person, centre: null }),
  'POST /v1/appraisers/{appraiser_id}/certify': () => ({ certificate: '1', fields: ['ict'], ...REASON }),
  'POST /v1/appraisers/{appraiser_id}/renew': () => REASON,
  'POST /v1/appraisers/{appraiser_id}/suspend': () => ({ until: '2026-01-01', ...REASON }),
  'POST /v1/appraisers/{appraiser_id}/lift': () => REASON,
  'POST /v1/appraisers/{appraiser_id}/move': () => ({ centre: null, ...REASON }),
  'POST /v1/appraisers/{appraiser_id}/interests': () => ({ kind: 'advice', name: 'x', since: '2020-01-01' }),
  'POST /v1/appraisers/{appraiser_id}/interests/{interest_id}/end': () => ({ until: '2021-01-01' }),
  'POST /v1/appraisers/{appraiser_id}/education': () => ({
    ...{ course: 'x', day: '2020-01-01', hours: 1, paper: DIGEST },
  }),
  'POST /v1/appraisers/{appraiser_id}/exams': () => ({ kind: 'training' }),
  'POST /v1/appraisers/{appraiser_id}/exams/{exam_id}/hand-in': () => ({
    marks: [{ case: 'case-x', indicator: 'x', mark: 'A' }],
  }),
  'POST /v1/comparables': () => LICENCE,
  'POST /v1/comparables/{comparable_id}/versions': () => LICENCE,
  'POST /v1/comparables/{comparable_id}/withdraw': () => REASON,
  'POST /v1/comparables/releases': () => ({}),
  'POST /v1/cases/{case_id}/comparables': () => ({
    subject: { ...NATURE, upfront: null, agreed_in: '2026-01' },
    ...{ base: 'net_sales', rates: {}, adjustments: [] },
  }),
  'POST /v1/centres': () => ({ name: 'x', kind: 'outside', since: '2026-01-01' }),
  'POST /v1/centres/{centre_id}/close': () => ({ until: '2099-01-01', ...REASON }),
  'POST /v1/centres/{centre_id}/suspend': () => ({ until: '2099-01-01', ...REASON }),
  'POST /v1/centres/{centre_id}/lift': () => REASON,
  'POST /v1/guarantees/{guarantee_id}/papers': subject => ({ paper: 'letter', ...ofNotice(subject), language: 'en' }),
  'POST /v1/guarantee-papers/{number}/acknowledge': () => ({ digest: DIGEST }),
  'POST /v1/guarantee-papers/{number}/revoke': () => REASON,
  'POST /v1/fund/contributions': ({ bank }) => ({
    ...{ bank, kind: 'bank', month: '2026-01', loans: '1000', claims_paid: '0', contributed: '0' },
  }),
  'POST /v1/sharing/{scheme}/settlements': () => ({
    ...{ sharer: 'contributor', direction: 'received', on: TODAY, amount: '1', reference: 'r' },
  }),
  'POST /v1/rules/trials': () => ({ ...EDITION, cases: [TRIAL] }),
  'POST /v1/rules/trials/runs': () => EDITION,
  'POST /v1/rules/shadows': () => ({ ...EDITION, ...REASON }),
  'POST /v1/rules/editions': () => ({ kind: 'terms', edition: '2098-01', in_force_from: '2098-01-01' }),
  'PUT /v1/rules/editions/{kind}/{edition}': () => ({ numbers: RULES_HEAD, words: RULES_HEAD }),
  'POST /v1/rules/editions/{kind}/{edition}/grid': () => ({ tables: [] }),
  'POST /v1/rules/editions/{kind}/{edition}/propose': () => ({ resolutions: {} }),
  'POST /v1/rules/editions/{kind}/{edition}/approve': () => ({ digest: DIGEST, words_digest: DIGEST }),
  'POST /v1/rules/editions/{kind}/{edition}/reject': () => REASON,
  'POST /v1/rules/editions/{kind}/{edition}/withdraw': () => REASON,
  'POST /v1/readings/reports': () => ({ month: '2026-01' }),
  'POST /v1/rules/impacts': () => ({ kind: 'terms', edition: '2098-01', digest: DIGEST }),
  'POST /v1/rules/stops': () => ({ kind: 'terms', ...REASON }),
  'POST /v1/rules/stops/{stop_id}/lift': () => REASON,
  'POST /v1/fund/contributions/{bank}/payments': () => ({ on: '2026-02-01', amount: '1', reference: 'transfer 1' }),
}

const nameOf = ({ method, path }: Route): string => `${method} ${path}`

/** The address of a route for a subject; an unknown parameter fails the test. */
function urlOf(route: Route, subject: Subject): string {
  const values: Readonly<Record<string, string>> = {
    case_id: subject.caseId,
    indicator: 'innovativeness',
    valuation_id: RUN,
    appraiser_id: subject.appraiser,
    interest_id: RUN,
    exam_id: RUN,
    centre_id: RUN,
    comparable_id: RUN,
    decision_id: subject.decision,
    loan_decision_id: RUN,
    decision: subject.decision,
    number: route.path.includes('/guarantee-papers/') ? subject.letter : subject.certificate,
    paper_id: subject.paper,
    guarantee_id: subject.guarantee,
    ...RECOURSE_IDS,
    task_id: subject.guarantee,
    report_id: subject.report,
    correction_id: subject.report,
    bank: subject.bank,
    month: '2026-01',
    part: '0',
    person_id: subject.person,
    passkey_id: RUN,
    client_id: subject.client,
    endpoint_id: subject.endpoint,
    message_id: `msg_${subject.endpoint}`,
    year: '2098',
    run_id: RUN,
    trial_id: RUN,
    shadow_id: RUN,
    organisation_id: subject.organisation,
    scope: 'fund',
    scheme: 'proportional',
    code: 'outstanding',
    key: 'own',
    appraiser: subject.appraisers.find(one => one.startsWith('person-demo-')) ?? 'person-demo-appraiser-1',
    sequence: '1',
    leaf: '0',
    kind: 'terms',
    edition: '2098-01',
    stop_id: subject.guarantee,
    collateral_id: RUN,
    co_worker_id: RUN,
    notification_id: RUN,
    pledge_id: RUN,
  }
  const path = route.path.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`${nameOf(route)}: no value for {${name}}`)
    return value
  })
  const query = {
    '/v1/cases/{case_id}/valuations/{valuation_id}/report': '?lang=ko',
    '/v1/fees/earned': '?from=2026-01-01&to=2026-01-02',
    '/v1/rules/trials': '?kind=terms&edition=2097-01',
    '/v1/rules/trials/result': '?kind=terms&edition=2097-01',
    '/v1/comparables/ranges': '?ipc=H01S&exclusivity=exclusive',
    '/v1/words': '?keys=programme.technology_guarantee.name',
    '/v1/audit/proofs/inclusion': '?leaf=0&size=1',
    '/v1/audit/proofs/consistency': '?from=1&to=1',
    '/v1/rules/differences': '?kind=terms&before=2026-01&after=2026-01',
    '/v1/rules/editions/{kind}/{edition}/table': route.method === 'GET' ? '?format=dmn' : '',
  }
  return path + (route.method === 'GET' ? (query[route.path as keyof typeof query] ?? '') : '')
}

const REGIONS: Readonly<Record<string, string>> = {
  'office-demo-seoul': 'region-demo-capital',
  'office-demo-busan': 'region-demo-southeast',
}
const OF_CASE = /\{(?:case_id|decision_id|number|paper_id|guarantee_id)\}/
const OF_REPORT = /\{(?:report_id|correction_id)\}/
const KINDS: readonly Role[] = ['sme', 'bank', 'appraiser']

/** How a persona stands to the subject of a route, by the words of the table. */
function relationsOf(route: Route, persona: Persona, subject: Subject): readonly Relation[] {
  const found: Relation[] = []
  const id = `person-demo-${persona.persona}`
  if (OF_CASE.test(route.path)) {
    if (persona.role === 'sme' && persona.organisation === subject.firm) found.push('own')
    if (persona.role === 'bank' && persona.organisation === subject.bank) found.push('own')
    if (subject.appraisers.includes(id)) found.push('assigned')
    if (!KINDS.includes(persona.role) && persona.organisation === subject.office) found.push('office')
    if (!KINDS.includes(persona.role) && subject.holder === id) found.push('holder')
    if (persona.organisation === REGIONS[subject.office]) found.push('region')
    if (!KINDS.includes(persona.role) && subject.isBeforeCommittee) found.push('committee')
  } else if (route.path.includes('{appraiser_id}')) {
    if (id === subject.appraiser) found.push('own')
  } else if (route.path.includes('{endpoint_id}')) {
    if (persona.role === 'bank' && persona.organisation === subject.bank) found.push('own')
  } else if (route.action === 'panel_feedback.read') {
    if (id === 'person-demo-appraiser-1') found.push('own')
  } else if (/^(?:case|webhook)\.create$/.test(route.action) && (persona.role === 'sme' || persona.role === 'bank')) {
    found.push('own')
  } else if (OF_REPORT.test(route.path) || route.action === 'monthly_statement.order') {
    if (persona.role === 'bank' && persona.organisation === subject.bank) found.push('own')
  } else if (route.action === 'report.send') found.push(persona.role === 'bank' ? 'own' : 'office')
  else if (route.action === 'delegation.give') found.push('own')
  else if (route.path.includes('{organisation_id}') && route.action !== 'member.change') {
    const isPlace = route.action === 'organisation.read' && /^(?:agency|region|office)-/.test(subject.organisation)
    if (persona.organisation === subject.organisation || isPlace) found.push('own', 'office')
    if (persona.organisation === subject.organisation) found.push('region')
  }
  return found
}

/** 0: served, whatever the rules then say of it. */
function expected(route: Route, persona: Persona, subject: Subject): 0 | 403 | 404 {
  const isPlay = /sandbox/.test(persona.organisation)
  const relations = relationsOf(route, persona, subject)
  const can = (action: string): boolean => {
    const entry: { readonly grants: Readonly<Partial<Record<string, readonly string[]>>> } = ACTIONS[action as Action]
    return (entry.grants[persona.role] ?? []).some(need => need === 'any' || relations.includes(need as Relation))
  }
  const { seenBy } = ACTIONS[route.action as Action]
  const isOut = isPlay && (OF_CASE.test(route.path) || OF_REPORT.test(route.path))
  if (!isOut && can(route.action)) return 0
  return isOut || (seenBy !== null && !can(seenBy)) ? 404 : 403
}

async function subjects(persona: Persona): Promise<readonly Subject[]> {
  const { rows } = await reading.query<{ id: string; holder: string | null; appraisers: string[] }>(
    `select c.id, c.holder, coalesce(array_agg(a.appraiser) filter
       (where a.appraiser is not null and a.ended_at is null), '{}') as appraisers
     from app.cases c left join app.assignments a on a.case_id = c.id where c.id = any($1) group by c.id`,
    [tenants.map(one => one.caseId)],
  )
  const standing = new Map(rows.map(row => [row.id, row]))
  const other = persona.organisation === 'firm-902' ? 'firm-901' : 'firm-902'
  return tenants.map((one, at) => {
    const row = standing.get(one.caseId)
    return {
      ...one,
      guarantee: guarantees[at] ?? '',
      report: REPORTS[at] ?? '',
      letter: LETTERS[at] ?? '',
      person: `person-extra-90${at + 1}`,
      client: `client-extra-90${at + 1}`,
      appraiser: `person-demo-appraiser-${at + 1}`,
      endpoint: endpointOf(901 + at),
      organisation: at === 0 ? persona.organisation : other,
      appraisers: row?.appraisers ?? [],
      holder: row?.holder ?? null,
      isBeforeCommittee: at === 1,
    }
  })
}

async function sent(route: Route, token: string | null, subject: Subject, content: unknown) {
  const make = BODIES[nameOf(route)]
  if (route.body !== null && make === undefined) throw new Error(`${nameOf(route)}: no body for it in this test`)
  const body = route.body === null ? undefined : make?.(subject, content)
  return await house.server.inject({
    method: route.method,
    url: urlOf(route, subject),
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      // Whose duty a reading is, is told in test/http/readings.test.ts; here everybody gives a reason.
      'reading-reason': 'For the matrix of access.',
      ...(route.isIdempotent ? keyed() : {}),
      ...(route.isVersioned ? { 'if-match': '"1"' } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(route.upload === undefined ? {} : { 'content-type': route.upload.mediaTypes[0] ?? '' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    ...(route.upload === undefined ? {} : { payload: Buffer.from('%PDF') }),
  })
}

const codesOf = (text: string): readonly string[] =>
  (JSON.parse(text) as { readonly errors: readonly { readonly code: string }[] }).errors.map(one => one.code)

/** Rules that a persona meets after the table let it through, with a 403 or 404 of their own. */
const OWN_RULES: Readonly<Record<string, readonly string[]>> = {
  'decision.sign': ['forbidden_own_work', 'signature_role_missing', 'signature_own_work', 'override_not_allowed'],
  'delegation.give': ['role_not_held', 'membership_missing', 'person_missing', 'own_membership_unchangeable'],
  'member.change': ['own_membership_unchangeable', 'membership_missing', 'person_missing', 'organisation_missing'],
  'case.create': ['case_firm_not_own', 'case_bank_not_own'],
  'case.correct': ['case_firm_not_own', 'case_bank_not_own'],
  'case.update': ['case_firm_not_own', 'case_bank_not_own'],
  'person.erase': ['person_unknown'],
  'sheet.sign': ['appraiser_not_assigned'],
  // Nobody has opened a draft, objected, or marked apart; and who marks now reads no decision.
  'sheet.draft': ['draft_missing'],
  'consensus.read': ['consensus_missing'],
  're_review.read': ['re_review_missing', 'decision_while_marking'],
  'decision.read': ['decision_while_marking', 'decision_missing'],
  'appraiser.declare': ['interest_unknown'],
  'exam.take': ['exam_unknown'],
  'exam.read': ['exam_unknown'],
  'co_worker.invite': ['co_worker_until'],
  'co_worker.end': ['co_worker_unknown'],
  'co_working.accept': ['co_working_code_unknown'],
  'co_working.read': ['co_working_unknown'],
  'co_working.save': ['co_working_unknown'],
  'centre.read': ['centre_unknown'],
  'centre.change': ['centre_unknown'],
  'centre.suspend': ['centre_unknown'],
  'client_key.change': ['client_unknown', 'client_key_unknown'],
  'passkey.change': ['passkey_missing'],
  'passkey.end': ['passkey_missing'],
  // Nobody was told anything, and no mail is sent.
  'notification.read': ['notification_unknown'],
  'notification.change': ['mail_not_sent', 'mail_address_unasked'],
  'mail_address.change': ['mail_not_sent'],
  'webhook.read': ['webhook_unknown', 'webhook_message_unknown'],
  'webhook.change': ['webhook_unknown', 'webhook_message_unknown'],
  'impact.begin': ['edition_unknown'],
  'impact.read': ['impact_unknown'],
  'run.read': ['run_unknown', 'replay_unknown'],
  'run.change': ['run_unknown'],
  'trial.read': ['trial_edition_unknown'],
  'trial.change': ['trial_edition_unknown', 'trial_unknown'],
  'trial.run': ['trial_edition_unknown'],
  'shadow.read': ['shadow_unknown'],
  'shadow.change': ['shadow_unknown', 'shadow_edition_unknown'],
  // Nothing was paid on these guarantees, so that there is no file.
  'recourse.read': ['recourse_not_open'],
  'reading_report.read': ['reading_report_unknown'],
  // And nobody has a task: what is only noticed is not watched.
  'watch.task': ['watch_task_unknown'],
  'watch.reassign': ['watch_task_unknown'],
  // No right is pledged and no case valued: what of it is allowed is asked before it is looked for.
  'valuation.read': ['valuation_unknown'],
  'valuation.download': ['valuation_unknown'],
  'valuation.sign': ['valuation_unknown'],
  'valuation.issue': ['valuation_unknown'],
  'valuation.withdraw': ['valuation_unknown'],
  'collateral.decide': ['collateral_valuation_unknown'],
  'collateral.read': ['collateral_unknown'],
  'collateral.look': ['collateral_unknown'],
  'pledge.take': ['collateral_unknown'],
  'pledge.change': ['collateral_unknown'],
  // What was recovered is told by the claims desk, everything else by a bank; and of its own months alone.
  'edition.approve': ['edition_approver_body', 'edition_own_work'],
  'edition.read': ['edition_unknown'],
  'comparable.contribute': ['comparable_missing'],
  'comparable.withdraw': ['comparable_missing'],
  'comparable_range.read': ['comparable_access_short'],
  'rule_stop.lift': ['stop_unknown'],
  'report.send': ['forbidden_relation'],
  'report.correct': ['report_row_unknown'],
  'statement.read': ['subject_missing'],
}

/** Whether an answer is what the table says. A body refused for its shape tells nothing of access. */
function isAsDue(due: 0 | 403 | 404, status: number, codes: readonly string[], rules: readonly string[]): boolean {
  if (status === 401 || status >= 500 || codes.some(code => code.startsWith('input_'))) return false
  if (due !== 0) return status === due
  return (status !== 403 && status !== 404) || codes.every(code => rules.includes(code))
}

async function contentOfTenant(one: Tenant): Promise<unknown> {
  const answer = await house.server.inject({
    method: 'GET',
    url: `/v1/cases/${one.caseId}`,
    headers: { authorization: `Bearer ${tokenOf(house, 'auditor')}` },
  })
  return answer.json().content
}

/** Everything that ends or takes something away comes last, so that there is something to ask about until then. */
const lateness = (route: Route): number =>
  /withdraw|erase|revoke|stops$|\/end$|clients/.test(route.path) || route.method === 'DELETE'
    ? 2
    : route.method === 'GET'
      ? 0
      : 1

test('every route stands under an action of the table, and has a value for each of its parameters', () => {
  expect(house.routes.length).toBeGreaterThan(50)
  expect(house.routes.filter(route => !isAction(route.action)).map(nameOf)).toEqual([])
  expect(new Set(personas.map(one => one.role))).toEqual(new Set(ROLES))
})

test('a route under an action that the table does not know keeps the service from starting', async () => {
  const [first] = house.routes
  const planted = { ...(first as Route), path: '/v1/planted', action: 'planted.deed' }
  const made = buildServer({
    database: house.database,
    routes: [...house.routes, planted],
    authenticate: async () => refuse(refusal('unauthenticated')),
    now: () => new Date(),
    dayOf: () => '2026-04-14',
    log: { level: 'silent' },
  })
  await expect(made).rejects.toThrow('planted')
})

test.each([
  ['a stranger`s case that is shown', 404, 200, []],
  ['a stranger`s case that is told to be there', 404, 403, ['forbidden_relation']],
  ['a deed of another role that is done', 403, 200, []],
  ['a deed that is refused to whom the table grants it', 0, 403, ['forbidden_role']],
  ['a case that its own bank does not find', 0, 404, ['case_missing']],
  ['a fault', 0, 500, ['service_fault']],
] as const)('%s is found', (_, due, status, codes) => {
  expect(isAsDue(due, status, codes, [])).toBe(false)
})

test('without a token every route but those of the public answers 401', async () => {
  const persona = personas[0] as Persona
  const [subject] = await subjects(persona)
  for (const route of house.routes) {
    const answer = await sent(route, null, subject as Subject, {})
    if (route.isPublic) expect(answer.statusCode, nameOf(route)).not.toBe(401)
    else expect(answer.statusCode, nameOf(route)).toBe(401)
  }
}, 60_000)

test('each route answers each persona, before its own and before a stranger`s, as the table says', async () => {
  const contents = [await contentOfTenant(tenants[0]), await contentOfTenant(tenants[1])]
  const wrong: string[] = []
  const counted = { served: 0, forbidden: 0, missing: 0 }
  const routes = house.routes.filter(route => !route.isPublic).sort((a, b) => lateness(a) - lateness(b))
  for (const route of routes) {
    for (const persona of personas) {
      for (const at of [0, 1] as const) {
        const subject = (await subjects(persona))[at] as Subject
        const due = expected(route, persona, subject)
        const answer = await sent(route, persona.token, subject, contents[at])
        const { statusCode: status, body } = answer
        const codes = status >= 400 ? codesOf(body) : []
        counted[due === 0 ? 'served' : due === 403 ? 'forbidden' : 'missing'] += 1
        if (!isAsDue(due, status, codes, OWN_RULES[route.action] ?? []))
          wrong.push(`${nameOf(route)} as ${persona.persona} of ${at}: due ${due || 'served'}, was ${status} ${codes}`)
      }
    }
  }
  expect(wrong).toEqual([])
  expect(faults).toEqual([])
  for (const count of Object.values(counted)) expect(count).toBeGreaterThan(100)
}, 300_000)
