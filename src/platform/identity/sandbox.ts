/**
 * The sandbox: a bank, a firm and an office in which appraisers' marks, review and approval are played, so that an
 * integrator sees a case through without anybody of the agency. What is played reaches no case that counts.
 */
import type { Kysely } from 'kysely'
import type { Actor, Role } from '../../access/actor.ts'
import type { Words } from '../../kernel/words.ts'
import type { Tables } from '../db/tables.ts'
import { certified } from './certified.ts'

/** A mark as the rubric names it, best first. */
type PlayedMark = 'A' | 'B' | 'C' | 'D' | 'E'

/** What becomes of the guarantee of a case, where the sandbox plays the agency for it. */
export const PLAYED_GUARANTEES = ['claim_paid', 'claim_partly_denied', 'notice_lapsed', 'released'] as const
export type PlayedGuarantee = (typeof PLAYED_GUARANTEES)[number]

export type SandboxScenario = {
  readonly code: string
  readonly title: Words
  /** What the integrator will see, and of what it is the example. */
  readonly happens: Words
  /** The mark each of the two played appraisers gives on every indicator that no fact measures. */
  readonly marks: readonly [PlayedMark, PlayedMark]
  /** Seconds that pass before the marks are signed. */
  readonly delaySeconds: number
  /** What the rules recommend for a case that is complete and that no clause excludes. */
  readonly recommends: 'approve' | 'refer' | 'decline'
  /** Nothing more is played once the case is notified, where this is absent. */
  readonly guarantee?: PlayedGuarantee
}

/** Played when a case of the sandbox names it in `scenario`; `approve` where it names none. */
export const sandboxScenarios = [
  {
    code: 'approve',
    title: { ko: '승인', en: 'Approved', zh: '批准' },
    happens: {
      ko: '두 평가자가 모두 B로 평가하고, 담당자 검토와 지점장 승인을 거쳐 보증서가 발급됩니다.',
      en: 'Both appraisers mark B; the officer reviews, the branch head approves, and a certificate is issued.',
      zh: '两位评审员均评为B，经经办人员审核、分行负责人批准后签发证书。',
    },
    marks: ['B', 'B'],
    delaySeconds: 0,
    recommends: 'approve',
  },
  {
    code: 'reduced',
    title: { ko: '감액 승인', en: 'Approved on a lower grade', zh: '低等级批准（额度缩减）' },
    happens: {
      ko: '두 평가자가 모두 D로 평가하여 등급이 낮아집니다. 승인되지만 등급별 한도를 넘는 신청금액은 줄고 보증료율은 오릅니다.',
      en: 'Both appraisers mark D. Approved on a lower grade: what exceeds its ceiling is cut, the fee is higher.',
      zh: '两位评审员均评为D，等级下降。仍获批准，但超出该等级上限的部分被削减，保费率上升。',
    },
    marks: ['D', 'D'],
    delaySeconds: 0,
    recommends: 'approve',
  },
  {
    code: 'refer',
    title: { ko: '심사 회부', en: 'Referred', zh: '转交上级审查' },
    happens: {
      ko: '두 평가자의 평가가 B와 D로 갈려 상위 결재자에게 회부됩니다. 담당자와 처리기한이 정해집니다.',
      en: 'The appraisers differ, B and D: the case is referred to a higher approver, with a holder and a deadline.',
      zh: '两位评审员的评分分别为B和D，分歧过大，案件转交上级审批人，并确定承办人和期限。',
    },
    marks: ['B', 'D'],
    delaySeconds: 0,
    recommends: 'refer',
  },
  {
    code: 'decline',
    title: { ko: '거절', en: 'Declined', zh: '拒绝' },
    happens: {
      ko: '두 평가자가 모두 E로 평가하여 최저등급에 미치지 못합니다. 거절 사유가 함께 통지됩니다.',
      en: 'Both appraisers mark E; the grade stays below the programme’s minimum. The decline comes with its reasons.',
      zh: '两位评审员均评为E，等级低于项目最低要求。拒绝决定附具体理由。',
    },
    marks: ['E', 'E'],
    delaySeconds: 0,
    recommends: 'decline',
  },
  {
    code: 'slow',
    title: { ko: '지연', en: 'Approved, slowly', zh: '延迟批准' },
    happens: {
      ko: '승인과 같으나 평가가 2분 뒤에 서명됩니다. 조회 반복과 시간 초과 처리를 시험할 때 씁니다.',
      en: 'As approved, but the marks are signed after two minutes: to try polling and time-outs.',
      zh: '与“批准”相同，但评分在两分钟后才签署，用于测试轮询和超时处理。',
    },
    marks: ['B', 'B'],
    delaySeconds: 120,
    recommends: 'approve',
  },
  {
    code: 'guarantee_claim_paid',
    title: { ko: '보증 이행청구 지급', en: 'Guaranteed, claimed and paid', zh: '担保索赔并支付' },
    happens: {
      ko: '승인 뒤 약정, 보증료 수납, 보증서 발송까지 진행됩니다. 은행이 대출을 실행하고 사고와 이행청구를 알리면 심사를 거쳐 전액 지급됩니다.',
      en: 'Approved, signed, paid for and lettered. The bank draws, tells an accident and claims; then it is paid.',
      zh: '批准后完成签约、缴费和担保函发送。银行放款、报告事故并索赔后，经审查全额支付。',
    },
    marks: ['B', 'B'],
    delaySeconds: 0,
    recommends: 'approve',
    guarantee: 'claim_paid',
  },
  {
    code: 'guarantee_claim_partly_denied',
    title: { ko: '보증 이행청구 일부 거절', en: 'Guaranteed, claimed and partly denied', zh: '担保索赔部分拒绝' },
    happens: {
      ko: '위와 같으나 원금의 절반은 용도 외 사용으로 면책되고 나머지만 지급됩니다.',
      en: 'As before, but half of the principal is denied for another use of the money, and the rest is paid.',
      zh: '同上，但因资金挪用，本金的一半被拒绝，其余支付。',
    },
    marks: ['B', 'B'],
    delaySeconds: 0,
    recommends: 'approve',
    guarantee: 'claim_partly_denied',
  },
  {
    code: 'guarantee_notice_lapsed',
    title: { ko: '보증 통지 실효', en: 'Guaranteed, and the notice lapsed', zh: '担保通知失效' },
    happens: {
      ko: '승인 뒤 약정하고, 대출 없이 통지 기한이 지난 것으로 처리됩니다. 보증료는 돌아갑니다.',
      en: 'Approved and signed; the days of the notice are let go by at once and no loan is made. The fee goes back.',
      zh: '批准并签约后，通知期限即时届满且未放款。担保费退还。',
    },
    marks: ['B', 'B'],
    delaySeconds: 0,
    recommends: 'approve',
    guarantee: 'notice_lapsed',
  },
  {
    code: 'guarantee_released',
    title: { ko: '보증 해지', en: 'Guaranteed and released', zh: '担保解除' },
    happens: {
      ko: '은행이 대출을 실행하면 전액 상환된 것으로 처리되어 보증이 해지됩니다.',
      en: 'Once the bank has drawn, the loan is taken as repaid whole and the guarantee is released.',
      zh: '银行放款后视为全额偿还，担保解除。',
    },
    marks: ['B', 'B'],
    delaySeconds: 0,
    recommends: 'approve',
    guarantee: 'released',
  },
] as const satisfies readonly SandboxScenario[]

export type SandboxScenarioCode = (typeof sandboxScenarios)[number]['code']
export const SANDBOX_SCENARIO_CODES = sandboxScenarios.map(each => each.code) as [
  SandboxScenarioCode,
  ...SandboxScenarioCode[],
]

/** The digest of nothing (SHA-256 of no bytes): the paper on which a played mark rests. */
const NO_PAPER = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/**
 * The marks one played appraiser signs.
 *
 * @param appraiser  0 or 1
 * @param indicators of the case's model, in its order
 * @param measured   those that facts measure; left to the facts
 */
export function sandboxMarks(
  scenario: SandboxScenario,
  appraiser: 0 | 1,
  indicators: readonly string[],
  measured: ReadonlySet<string>,
) {
  const mark = scenario.marks[appraiser]
  const evidence = [{ paper: NO_PAPER, type: 'sandbox_play' }]
  return indicators.filter(indicator => !measured.has(indicator)).map(indicator => ({ indicator, mark, evidence }))
}

export const SANDBOX = {
  bank: 'bank-sandbox',
  firm: 'firm-sandbox',
  region: 'region-sandbox',
  office: 'office-sandbox',
} as const

export type Player = { readonly person: string; readonly role: Role; readonly names: Words }
const player = (name: string, role: Role, ko: string, en: string, zh: string): Player => ({
  person: `person-sandbox-${name}`,
  role,
  names: { ko: `샌드박스 ${ko}`, en: `Sandbox ${en}`, zh: `沙盒${zh}` },
})
const several = (count: number, of: (number: number) => Player): Player[] =>
  Array.from({ length: count }, (_, at) => of(at + 1))

/**
 * Who plays what: two appraisers, an officer, as many approvers as the table of authority asks for at most, and who
 * takes fees, examines claims and pays them.
 */
export const sandboxPlayers: readonly Player[] = [
  ...several(2, n => player(`appraiser-${n}`, 'appraiser', `평가자 ${n}`, `appraiser ${n}`, `评审员${n}`)),
  player('officer', 'officer', '담당자', 'officer', '经办人员'),
  player('branch-head', 'branch_head', '지점장', 'branch head', '分行负责人'),
  ...several(2, n =>
    player(`regional-head-${n}`, 'regional_head', `지역본부장 ${n}`, `regional head ${n}`, `区域负责人${n}`),
  ),
  ...several(5, n => player(`committee-${n}`, 'committee_member', `위원 ${n}`, `committee member ${n}`, `委员${n}`)),
  player('finance', 'finance', '재무 담당자', 'finance', '财务人员'),
  ...several(2, n => player(`claims-${n}`, 'claims', `보상 담당자 ${n}`, `claims officer ${n}`, `理赔人员${n}`)),
]

const seatOf = (role: Role): string => (role === 'regional_head' ? SANDBOX.region : SANDBOX.office)

/** A player as an actor, for the jobs that play. */
export const sandboxActor = ({ person, role }: Player, requestId: string): Actor => ({
  kind: role === 'appraiser' ? 'appraiser' : 'agency',
  person,
  party: seatOf(role),
  roles: [role],
  delegations: {},
  isSandbox: true,
  requestId,
})

const ORGANISATIONS = [
  { id: SANDBOX.bank, kind: 'bank', names: { ko: '샌드박스 은행', en: 'Sandbox bank', zh: '沙盒银行' } },
  { id: SANDBOX.firm, kind: 'firm', names: { ko: '샌드박스 기업', en: 'Sandbox firm', zh: '沙盒企业' } },
  { id: SANDBOX.region, kind: 'region', names: { ko: '샌드박스 지역본부', en: 'Sandbox region', zh: '沙盒区域总部' } },
  { id: SANDBOX.office, kind: 'office', names: { ko: '샌드박스 영업점', en: 'Sandbox office', zh: '沙盒网点' } },
] as const

/**
 * Puts the sandbox and its players where they are missing; at every start, also in production. Nobody can log in as
 * one.
 */
export async function ensureSandbox(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async tx => {
    await tx
      .insertInto('app.organisations')
      .values(ORGANISATIONS.map(each => ({ ...each, is_sandbox: true, names: JSON.stringify(each.names) })))
      .onConflict(conflict => conflict.doNothing())
      .execute()
    // An office of a sandbox made before there were regions lies in none.
    await tx
      .updateTable('app.organisations')
      .set({ parent: SANDBOX.region })
      .where('id', '=', SANDBOX.office)
      .where('parent', 'is', null)
      .execute()
    await tx
      .insertInto('app.persons')
      .values(
        sandboxPlayers.map(each => ({
          id: each.person,
          subject: `urn:tech-guarantee:sandbox:${each.person}`,
          names: JSON.stringify(each.names),
          appraiser_grade: each.role === 'appraiser' ? ('1' as const) : null,
        })),
      )
      .onConflict(conflict => conflict.doNothing())
      .execute()
    await tx
      .insertInto('app.memberships')
      .values(sandboxPlayers.map(({ person, role }) => ({ person, organisation: seatOf(role), role })))
      .onConflict(conflict => conflict.doNothing())
      .execute()
    // Certified for as long as there is a sandbox: nobody is schooled or examined for it.
    const appraisers = sandboxPlayers.filter(each => each.role === 'appraiser').map(each => each.person)
    await certified(
      tx,
      appraisers.map(person => ({ person, certificate: '1' as const, isPlayed: true })),
      {
        certifiedOn: '2026-01-01',
        validUntil: '9999-12-31',
        note: 'A player of the sandbox, in every field.',
      },
    )
  })
}
