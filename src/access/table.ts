/**
 * Who may do what: one pure table of actions, the roles that may do each, and the relation to its subject they need.
 * Whoever is not named for an action may not do it. A subject that the actor may not even see is missing, not
 * forbidden, so that nobody learns from a refusal that a stranger's case is there. Services ask `may` after loading
 * the subject.
 */
import { ok, type Refusal, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Actor, Kind, Role } from './actor.ts'
import type { AccessRefusal } from './refusals.ts'

/** Who stands in the table: the roles of people and machines, the service itself, and anybody without a log-in. */
export type Bearer = Role | 'system' | 'public'

/**
 * How an actor stands to a subject: `own` the actor's firm or bank is the case's, or it is the actor themselves;
 * `assigned` an appraiser drawn for it; `office` the actor's office holds it; `holder` it lies with the actor;
 * `region` its office lies in the actor's region; `committee` it was put before the committee.
 */
export const RELATIONS = ['own', 'assigned', 'office', 'holder', 'region', 'committee'] as const
export type Relation = (typeof RELATIONS)[number]
/** `any` in the table: whatever the relation, also none. */
type Needed = Relation | 'any'

/** What an actor stands in to one subject, as found by `relationsTo`. */
export type Standing = {
  readonly relations: readonly Relation[]
  /** The actor, or who delegated to them, wrote the memo, signed a sheet or asked for the case. */
  readonly isOwnWork: boolean
  /** A sandbox's actor before a case that counts: nothing reaches from play into earnest. */
  readonly isOutOfBounds: boolean
}

type Grants = Readonly<Partial<Record<Bearer, readonly Needed[]>>>
type Entry = {
  /** The reading action that shows that the subject exists; null where the subject is no secret. */
  readonly seenBy: string | null
  /** Nobody does it to what they prepared themselves. */
  readonly isForOthersWork: boolean
  readonly grants: Grants
}

const ANY = ['any'] as const
const OWN = ['own'] as const
const ASSIGNED = ['assigned'] as const
const OFFICE = ['office', 'holder'] as const
/** A branch head answers for the branch: what they took with them to another one is no longer theirs. */
const BRANCH = ['office'] as const
const REGION = ['region'] as const
const COMMITTEE = ['committee'] as const

const entry = (seenBy: string | null, grants: Grants): Entry => ({ seenBy, isForOthersWork: false, grants })
const ofCase = (grants: Grants): Entry => entry('case.read', grants)
const ofOthersCase = (grants: Grants): Entry => ({ ...ofCase(grants), isForOthersWork: true })
const ofCertificate = (grants: Grants): Entry => entry('certificate.read', grants)
const ofGuarantee = (grants: Grants): Entry => entry('guarantee.read', grants)
const ofGuaranteePaper = (grants: Grants): Entry => entry('guarantee_paper.read', grants)
const ofReport = (grants: Grants): Entry => entry('report.read', grants)
const ofAppraiser = (grants: Grants): Entry => entry('appraiser.read', grants)
const open = (grants: Grants): Entry => entry(null, grants)

/** Who reads a case whole; finance reads what was decided and promised, an admin neither. */
const READERS = {
  sme: OWN,
  bank: OWN,
  appraiser: ASSIGNED,
  officer: OFFICE,
  branch_head: BRANCH,
  regional_head: REGION,
  committee_member: COMMITTEE,
  claims: ANY,
  risk_officer: ANY,
  auditor: ANY,
  system: ANY,
} as const satisfies Grants
/** Lists have no subject: each shows what its reader may read one by one. */
const LISTERS = {
  ...READERS,
  sme: ANY,
  bank: ANY,
  officer: ANY,
  branch_head: ANY,
  regional_head: ANY,
  committee_member: ANY,
} as const satisfies Grants
const STAFF_READERS = { ...READERS, sme: [], bank: [] } as const satisfies Grants
/** Who reads a guarantee: an appraiser's work is over before there is one. */
const GUARANTEE_READERS = { ...READERS, appraiser: [], finance: ANY } as const satisfies Grants
/** Who reads what a bank reports: the bank, and whose work is on all guarantees. */
const REPORT_READERS = {
  bank: OWN,
  claims: ANY,
  finance: ANY,
  risk_officer: ANY,
  auditor: ANY,
  system: ANY,
} as const satisfies Grants
/** Whoever logs in as a person or an organisation. */
const PERSONS = {
  sme: ANY,
  bank: ANY,
  appraiser: ANY,
  officer: ANY,
  branch_head: ANY,
  regional_head: ANY,
  committee_member: ANY,
  claims: ANY,
  finance: ANY,
  risk_officer: ANY,
  auditor: ANY,
  admin: ANY,
} as const satisfies Grants
/** Who reads drafts of the rules: those who change and approve them, and who looks at both. */
const RULE_READERS = { risk_officer: ANY, committee_member: ANY, auditor: ANY, system: ANY } as const satisfies Grants
/** Who reads the roster: who registers, who keeps the quality, who looks at both. */
const ROSTER_READERS = { admin: ANY, risk_officer: ANY, auditor: ANY, system: ANY } as const satisfies Grants
/** Who reads whom the house knows: who registers them, and who looks at what they did. */
const REGISTER_READERS = { admin: ANY, auditor: ANY, system: ANY } as const satisfies Grants
const APPROVERS = {
  branch_head: BRANCH,
  regional_head: REGION,
  committee_member: COMMITTEE,
} as const satisfies Grants

export const ACTIONS = {
  'case.precheck': open({ sme: ANY, bank: ANY, officer: ANY }),
  'case.create': open({ sme: OWN, bank: OWN }),
  'programme.list': open({ public: ANY, ...PERSONS, system: ANY }),
  'consultation.ask': open({ public: ANY }),
  'bank.list': open({ ...PERSONS, system: ANY }),
  'case.list': open({ ...LISTERS, appraiser: ANY }),
  'case.read': ofCase(READERS),
  'case.update': ofCase({ sme: OWN, bank: OWN }),
  'case.submit': ofCase({ sme: OWN, bank: OWN }),
  'case.accept': ofCase({ officer: OFFICE, system: ANY }),
  'co_worker.invite': ofCase({ sme: OWN }),
  'co_worker.list': ofCase({ sme: OWN, auditor: ANY }),
  'co_worker.end': ofCase({ sme: OWN }),
  // Which application, the code says; and then the invitation, which is nobody else's.
  'co_working.accept': open({ sme: ANY }),
  'co_working.read': open({ sme: ANY }),
  'co_working.save': open({ sme: ANY }),
  'case.withdraw': ofCase({ sme: OWN, bank: OWN }),
  'case.object': ofCase({ sme: OWN }),
  'case.ask_person': ofCase({ sme: OWN }),
  'case.correct': ofCase({ sme: OWN, officer: OFFICE }),
  'case.recommend': ofCase({ officer: OFFICE, system: ANY }),
  'case.refer': ofCase({ officer: OFFICE, ...APPROVERS, system: ANY }),
  'case.put_before_committee': ofCase({ officer: OFFICE, branch_head: BRANCH, regional_head: REGION }),
  'case.notice': ofCase({ officer: OFFICE, system: ANY }),
  'facts.gather': ofCase({ officer: OFFICE, system: ANY }),
  'facts.read': ofCase({ ...STAFF_READERS, appraiser: [], sme: OWN }),
  'right.file': ofCase({ sme: OWN, bank: OWN, officer: OFFICE }),
  'right.read': ofCase(READERS),
  'right.answer': ofCase({ officer: OFFICE, branch_head: BRANCH }),
  'assignment.draw': ofCase({ officer: OFFICE, system: ANY }),
  'assignment.read': ofCase(STAFF_READERS),
  'assignment.refuse': ofCase({ appraiser: ASSIGNED }),
  'assignment.replace': ofCase({ officer: OFFICE, system: ANY }),
  'assignment.own': open({ appraiser: ANY }),
  'assignment_refusal.list': open({ risk_officer: ANY, auditor: ANY, system: ANY }),
  'sheet.draft': ofCase({ appraiser: ASSIGNED }),
  'sheet.sign': ofCase({ appraiser: ASSIGNED }),
  'sheet.read': ofCase(STAFF_READERS),
  'site_visit.record': ofCase({ appraiser: ASSIGNED }),
  'site_visit.read': ofCase(STAFF_READERS),
  'consensus.state': ofCase({ appraiser: ASSIGNED }),
  'consensus.read': ofCase({ appraiser: ASSIGNED, risk_officer: ANY, auditor: ANY, system: ANY }),
  'consensus.end': ofCase({ officer: OFFICE, system: ANY }),
  're_review.read': ofCase({ ...STAFF_READERS, appraiser: [], sme: OWN, bank: OWN }),
  // Who registers does not certify, and nobody of a branch does either.
  'appraiser.list': open(ROSTER_READERS),
  'appraiser.read': ofAppraiser({ ...ROSTER_READERS, appraiser: OWN }),
  'appraiser.register': open({ admin: ANY }),
  'appraiser.move': ofAppraiser({ admin: ANY }),
  'appraiser.certify': ofAppraiser({ risk_officer: ANY }),
  'appraiser.suspend': ofAppraiser({ risk_officer: ANY }),
  'appraiser.declare': ofAppraiser({ appraiser: OWN }),
  'interest.read': ofAppraiser({ appraiser: OWN, risk_officer: ANY, auditor: ANY, system: ANY }),
  'exam.take': ofAppraiser({ appraiser: OWN }),
  'exam.read': ofAppraiser({ appraiser: OWN, risk_officer: ANY, auditor: ANY, system: ANY }),
  'centre.read': open(ROSTER_READERS),
  'centre.change': open({ admin: ANY }),
  'centre.suspend': open({ risk_officer: ANY }),
  'reading.read': ofCase({ risk_officer: ANY, auditor: ANY, system: ANY }),
  'panel_quality.read': open({ risk_officer: ANY, auditor: ANY, admin: ANY, system: ANY }),
  'panel_feedback.read': open({ appraiser: OWN, risk_officer: ANY, auditor: ANY, admin: ANY, system: ANY }),
  'duty.read': ofCase({ ...STAFF_READERS, risk_officer: [] }),
  'comparable.contribute': open({ sme: ANY, bank: ANY }),
  'comparable.own': open({ sme: ANY, bank: ANY }),
  'comparable.withdraw': open({ sme: ANY, bank: ANY }),
  // Of an institution, only one that contributed: the service asks for that.
  'comparable_range.read': open({
    sme: ANY,
    bank: ANY,
    officer: ANY,
    branch_head: ANY,
    risk_officer: ANY,
    auditor: ANY,
  }),
  'comparable.release': open({ risk_officer: ANY }),
  'comparable_duplicate.list': open({ risk_officer: ANY, auditor: ANY }),
  'comparable.value': ofCase({ appraiser: ASSIGNED, officer: OFFICE }),
  'reading_report.read': open({ risk_officer: ANY, auditor: ANY, system: ANY }),
  'reading_report.order': open({ risk_officer: ANY, system: ANY }),
  'decision.read': entry('case.read', { ...READERS, finance: ANY }),
  'decision.prove': ofCase({ risk_officer: ANY, auditor: ANY }),
  'decision.review': ofCase({ officer: OFFICE }),
  'decision.sign': ofOthersCase(APPROVERS),
  'decision.override': ofOthersCase({ committee_member: COMMITTEE }),
  'limit.read': open({
    branch_head: ANY,
    regional_head: ANY,
    committee_member: ANY,
    officer: ANY,
    finance: ANY,
    risk_officer: ANY,
    auditor: ANY,
    system: ANY,
  }),
  'limit.set': open({ risk_officer: ANY }),
  'edition.read': open(RULE_READERS),
  'edition.draft': open({ risk_officer: ANY }),
  'edition.propose': open({ risk_officer: ANY }),
  'edition.approve': open({ risk_officer: ANY, committee_member: ANY }),
  'edition.schedule': open({ risk_officer: ANY, committee_member: ANY }),
  'rule_stop.read': open(RULE_READERS),
  'rule_stop.set': open({ risk_officer: ANY }),
  'rule_stop.lift': open({ risk_officer: ANY, committee_member: ANY }),
  'fund.read': open({ finance: ANY, risk_officer: ANY, committee_member: ANY, auditor: ANY, system: ANY }),
  'fund.assess': open({ finance: ANY }),
  'fund.receive': open({ finance: ANY }),
  'fund.close': open({ finance: ANY }),
  'contribution.list': open({ finance: ANY, risk_officer: ANY, auditor: ANY, bank: ANY, system: ANY }),
  'certificate.issue': ofCase({ officer: OFFICE, system: ANY }),
  'certificate.read': entry('certificate.read', { ...READERS, appraiser: [], finance: ANY }),
  'certificate.list': open({ ...LISTERS, appraiser: [], finance: ANY }),
  'certificate.download': ofCertificate({ ...READERS, appraiser: [], finance: ANY }),
  'certificate.verify': open({ public: ANY, ...PERSONS, system: ANY }),
  'certificate.revoke': ofCertificate({ branch_head: BRANCH, regional_head: REGION, claims: ANY }),
  'certificate.supersede': ofCertificate({ officer: OFFICE, branch_head: BRANCH, system: ANY }),
  'valuation.draft': ofCase({ appraiser: ASSIGNED, officer: OFFICE }),
  'valuation.read': ofCase(READERS),
  'valuation.sign': ofCase({ appraiser: ASSIGNED }),
  'valuation.issue': ofCase({ appraiser: ASSIGNED, officer: OFFICE, branch_head: BRANCH }),
  'valuation.withdraw': ofCase({ branch_head: BRANCH, regional_head: REGION }),
  'valuation.download': ofCase(READERS),
  'guarantee.begin': ofCase({ officer: OFFICE }),
  'guarantee.play': ofCase({ sme: OWN, bank: OWN }),
  'guarantee.list': open({ ...LISTERS, appraiser: [], finance: ANY }),
  'guarantee.read': entry('guarantee.read', GUARANTEE_READERS),
  'guarantee.notice': ofGuarantee({ officer: OFFICE }),
  'guarantee.withdraw': ofGuarantee({ officer: OFFICE }),
  'guarantee.lapse': ofGuarantee({ officer: OFFICE, system: ANY }),
  'guarantee.sign': ofGuarantee({ officer: OFFICE }),
  'guarantee.bind': ofGuarantee({ officer: OFFICE }),
  'guarantee.send_letter': ofGuarantee({ officer: OFFICE }),
  'guarantee.receive_fee': ofGuarantee({ finance: ANY }),
  'guarantee.draw': ofGuarantee({ bank: OWN }),
  'guarantee.tell': ofGuarantee({ bank: OWN }),
  'guarantee.charge_fee': ofGuarantee({ officer: OFFICE, system: ANY }),
  'guarantee.charge': ofGuarantee({ officer: OFFICE, system: ANY }),
  'guarantee.change': ofGuarantee({ officer: OFFICE }),
  'guarantee.renew': ofGuarantee({ officer: OFFICE }),
  'guarantee.release': ofGuarantee({ bank: OWN, officer: OFFICE }),
  'guarantee.restate': ofGuarantee({ officer: OFFICE }),
  'guarantee.report_accident': ofGuarantee({ bank: OWN, officer: OFFICE }),
  'guarantee.normalise': ofGuarantee({ bank: OWN, officer: OFFICE }),
  'guarantee.claim': ofGuarantee({ bank: OWN }),
  'guarantee.examine': ofGuarantee({ claims: ANY }),
  'guarantee.pay': ofGuarantee({ claims: ANY }),
  'guarantee.recover': ofGuarantee({ claims: ANY }),
  'guarantee.defer': ofGuarantee({ claims: ANY }),
  'guarantee.sell': ofGuarantee({ claims: ANY }),
  'guarantee.write_off': ofGuarantee({ claims: ANY }),
  'guarantee.discharge': ofGuarantee({ claims: ANY }),
  'recourse.read': ofGuarantee({ claims: ANY, finance: ANY, risk_officer: ANY, auditor: ANY, system: ANY }),
  'recourse.list': open({ claims: ANY, finance: ANY, risk_officer: ANY, auditor: ANY, system: ANY }),
  'recourse.change': ofGuarantee({ claims: ANY, system: ANY }),
  'fee.read': open({ claims: ANY, finance: ANY, risk_officer: ANY, auditor: ANY, system: ANY }),
  'loss.read': ofGuarantee({ claims: ANY, finance: ANY, risk_officer: ANY, auditor: ANY, system: ANY }),
  'loss.share': ofGuarantee({ system: ANY }),
  'loss.restate': ofGuarantee({ finance: ANY }),
  'sharing.read': open({ claims: ANY, finance: ANY, risk_officer: ANY, auditor: ANY, system: ANY }),
  'sharing.settle': open({ finance: ANY }),
  'watch.read': ofGuarantee({
    officer: OFFICE,
    branch_head: BRANCH,
    regional_head: REGION,
    claims: ANY,
    risk_officer: ANY,
    auditor: ANY,
    system: ANY,
  }),
  'watch.list': open({
    officer: ANY,
    branch_head: ANY,
    regional_head: ANY,
    claims: ANY,
    risk_officer: ANY,
    auditor: ANY,
    system: ANY,
  }),
  'watch.tell': ofGuarantee({ bank: OWN, officer: OFFICE, claims: ANY, system: ANY }),
  'watch.task': ofGuarantee({ officer: OFFICE, branch_head: BRANCH, claims: ANY, risk_officer: ANY }),
  'watch.reassign': ofGuarantee({ officer: OFFICE, branch_head: BRANCH, claims: ANY, risk_officer: ANY }),
  'collateral.decide': open({ officer: ANY }),
  'collateral.look': open({ officer: ANY, claims: ANY, system: ANY }),
  // Whose it is, is the rows' to say: a stranger finds nothing.
  'collateral.read': open({
    sme: ANY,
    bank: ANY,
    officer: ANY,
    branch_head: ANY,
    claims: ANY,
    risk_officer: ANY,
    auditor: ANY,
  }),
  'pledge.change': open({ bank: ANY, officer: ANY }),
  'pledge.take': open({ officer: ANY }),
  'forecast.read': open({ risk_officer: ANY, auditor: ANY, system: ANY }),
  'impact.begin': open({ risk_officer: ANY, system: ANY }),
  'impact.read': open(RULE_READERS),
  'replay.begin': open({ risk_officer: ANY, system: ANY }),
  'run.read': open({ risk_officer: ANY, committee_member: ANY, auditor: ANY, system: ANY }),
  'run.change': open({ risk_officer: ANY, system: ANY }),
  'trial.read': open({ risk_officer: ANY, committee_member: ANY, auditor: ANY, system: ANY }),
  'trial.change': open({ risk_officer: ANY }),
  'trial.run': open({ risk_officer: ANY }),
  'shadow.read': open({ risk_officer: ANY, auditor: ANY, system: ANY }),
  'shadow.change': open({ risk_officer: ANY }),
  'guarantee_paper.order': ofGuaranteePaper({
    officer: OFFICE,
    branch_head: BRANCH,
    claims: ANY,
    finance: ANY,
    system: ANY,
  }),
  'monthly_statement.order': ofGuaranteePaper({ bank: OWN, finance: ANY, system: ANY }),
  'yearly_balance.order': open({ finance: ANY, claims: ANY, system: ANY }),
  'guarantee_paper.read': entry('guarantee_paper.read', GUARANTEE_READERS),
  'guarantee_paper.list': open({ ...LISTERS, appraiser: [], finance: ANY }),
  'guarantee_paper.download': ofGuaranteePaper(GUARANTEE_READERS),
  'guarantee_paper.acknowledge': ofGuaranteePaper({ bank: OWN }),
  'guarantee_paper.revoke': ofGuaranteePaper({ branch_head: BRANCH, regional_head: REGION, claims: ANY }),
  'guarantee_paper.verify': open({ public: ANY, ...PERSONS, system: ANY }),
  'report.send': ofReport({ bank: OWN, claims: OFFICE }),
  'report.list': open({ ...REPORT_READERS, bank: ANY }),
  'report.read': ofReport(REPORT_READERS),
  'report.accept': ofReport({ bank: OWN, claims: OFFICE }),
  'report.refuse': ofReport({ claims: ANY, finance: ANY }),
  'report.correct': ofReport({ bank: OWN, claims: ANY, finance: ANY }),
  'statement.read': open({ ...REPORT_READERS, bank: ANY }),
  'paper.upload': ofCase({ sme: OWN, bank: OWN, appraiser: ASSIGNED, officer: OFFICE }),
  'paper.read': ofCase(READERS),
  'paper.erase': ofCase({ officer: OFFICE, system: ANY }),
  'person.erase': entry('member.read', { admin: ANY, system: ANY }),
  'person.list': open(REGISTER_READERS),
  'audit.read': open({ auditor: ANY, system: ANY }),
  'audit.prove': open({ public: ANY, bank: ANY, sme: ANY, risk_officer: ANY, auditor: ANY, system: ANY }),
  'member.read': entry('member.read', {
    sme: OWN,
    bank: OWN,
    officer: OFFICE,
    branch_head: BRANCH,
    regional_head: REGION,
    committee_member: ANY,
    auditor: ANY,
    admin: ANY,
    system: ANY,
  }),
  'member.change': entry('member.read', { admin: ANY }),
  'password.invite': entry('member.read', { admin: ANY }),
  // Whose a passkey is, is the rows' to say: a stranger's is not there.
  'passkey.read': open(PERSONS),
  'passkey.change': open(PERSONS),
  'passkey.list': open(REGISTER_READERS),
  'passkey.end': entry('member.read', { admin: ANY }),
  'delegation.give': entry('member.read', { branch_head: OWN, regional_head: OWN, officer: OWN, claims: OWN }),
  'delegation.read': entry('member.read', {
    branch_head: BRANCH,
    regional_head: REGION,
    committee_member: ANY,
    officer: OFFICE,
    claims: OWN,
    auditor: ANY,
    admin: ANY,
    system: ANY,
  }),
  'organisation.read': entry('organisation.read', {
    sme: OWN,
    bank: OWN,
    appraiser: OFFICE,
    officer: ANY,
    branch_head: ANY,
    regional_head: ANY,
    committee_member: ANY,
    claims: ANY,
    finance: ANY,
    risk_officer: ANY,
    auditor: ANY,
    admin: ANY,
    system: ANY,
  }),
  'organisation.list': open(REGISTER_READERS),
  'client.list': open(REGISTER_READERS),
  'access.read': open(REGISTER_READERS),
  'self.read': open(PERSONS),
  'words.read': open({ ...PERSONS, system: ANY }),
  // Whose it is, is the rows' to say: nobody finds what another was told.
  'notification.list': open(PERSONS),
  'notification.read': open(PERSONS),
  'notification.change': open(PERSONS),
  'mail.list': open({ admin: ANY, auditor: ANY, system: ANY }),
  'mail_address.change': open({ admin: ANY }),
  // Whose a machine is, is the rows' to say: a stranger finds none.
  'client.own': open({ sme: ANY, bank: ANY }),
  'client_key.change': open({ sme: ANY, bank: ANY }),
  'request.list': open({ sme: ANY, bank: ANY }),
  'webhook.list': open({ sme: ANY, bank: ANY }),
  'webhook.create': open({ sme: OWN, bank: OWN }),
  'webhook.read': entry('webhook.read', { sme: OWN, bank: OWN }),
  'webhook.change': entry('webhook.read', { sme: OWN, bank: OWN }),
  'sandbox.use': open({ sme: ANY, bank: ANY, officer: ANY, risk_officer: ANY, admin: ANY, system: ANY }),
  'operation.metrics': open({ admin: ANY, auditor: ANY, system: ANY }),
} as const satisfies Readonly<Record<string, Entry>>

export type Action = keyof typeof ACTIONS
export const isAction = (text: string): text is Action => Object.hasOwn(ACTIONS, text)

/** Which kinds of actor a role can count for: a bank that holds an appraiser's role still marks nothing. */
export const KINDS_OF_ROLE: Readonly<Record<Role, readonly Kind[]>> = {
  sme: ['firm'],
  bank: ['bank'],
  appraiser: ['appraiser', 'agency'],
  officer: ['agency'],
  branch_head: ['agency'],
  regional_head: ['agency'],
  committee_member: ['agency'],
  claims: ['agency'],
  finance: ['agency'],
  risk_officer: ['agency'],
  auditor: ['agency'],
  admin: ['agency'],
}

/** The role that signs at each level of the table of authority (rules/authority). */
export const SIGNING_ROLES: Readonly<Record<string, Role>> = {
  branch_head: 'branch_head',
  regional_head: 'regional_head',
  head_office_committee: 'committee_member',
}

const bearersOf = (actor: Actor): readonly Bearer[] => {
  if (actor.kind === 'system' || actor.kind === 'public') return [actor.kind]
  return actor.roles.filter(role => KINDS_OF_ROLE[role].includes(actor.kind))
}

const grantsOf = (action: string): Grants => (isAction(action) ? ACTIONS[action].grants : {})
const isGranted = (needed: readonly Needed[], relations: readonly Relation[]): boolean =>
  needed.some(need => need === 'any' || relations.includes(need))

const standing = (given: Standing | Relation | readonly Relation[] | 'any' | 'none'): Standing => {
  if (given === 'any' || given === 'none') return { relations: [], isOwnWork: false, isOutOfBounds: false }
  if (typeof given === 'string') return { relations: [given], isOwnWork: false, isOutOfBounds: false }
  return 'relations' in given ? given : { relations: given, isOwnWork: false, isOutOfBounds: false }
}

/** No role of the actor does it; the limit names the roles of people and machines that do. */
function noRole(action: string) {
  const limit = Object.keys(grantsOf(action))
    .filter(bearer => bearer !== 'system' && bearer !== 'public')
    .join(', ')
  return refuse<AccessRefusal>(refusal('forbidden_role', '', { action, limit }))
}

/**
 * Whether the actor may do the action to a subject it stands so to.
 *
 * @param given the standing made by `relationsTo`; or a relation, several, or `none` (`any` says the same) where the
 *              action has no subject or the actor has no relation to it
 * Errors, the first that holds: `subject_missing` where the actor may not see the subject; `forbidden_role` where no
 * role of the actor does this at all; `forbidden_relation` where one does, but not here; `forbidden_own_work` where
 * the actor prepared what is to be signed.
 */
export function may(
  actor: Actor,
  action: Action,
  given: Standing | Relation | readonly Relation[] | 'any' | 'none',
): Result<true, AccessRefusal> {
  const { relations, isOwnWork, isOutOfBounds } = standing(given)
  const rule: Entry = ACTIONS[action]
  const bearers = bearersOf(actor)
  const grants = (of: string): readonly (readonly Needed[])[] => bearers.map(bearer => grantsOf(of)[bearer] ?? [])
  const can = (of: string): boolean => !isOutOfBounds && grants(of).some(needed => isGranted(needed, relations))
  const no = (code: AccessRefusal): { readonly ok: false; readonly refusals: readonly Refusal<AccessRefusal>[] } =>
    code === 'forbidden_role' ? noRole(action) : refuse(refusal(code, '', code === 'subject_missing' ? {} : { action }))
  if (can(action)) return rule.isForOthersWork && isOwnWork ? no('forbidden_own_work') : ok(true)
  if (isOutOfBounds || (rule.seenBy !== null && !can(rule.seenBy))) return no('subject_missing')
  return no(grants(action).some(needed => needed.length > 0) ? 'forbidden_relation' : 'forbidden_role')
}

/**
 * Whether any role of the actor does the action at all, whatever the subject: asked where a request is wrong, so that
 * nobody is told what is wrong with one they may not make. Error: `forbidden_role`.
 */
export const mayEver = (actor: Actor, action: string): Result<true, AccessRefusal> =>
  bearersOf(actor).some(bearer => grantsOf(action)[bearer] !== undefined) ? ok(true) : noRole(action)

/** What of a case decides how somebody stands to it. */
export type CaseSubject = {
  readonly firm: string
  readonly bank: string
  readonly office: string
  /** The region its office lies in; null where it lies in none. */
  readonly region: string | null
  /** What stands of it is for the committee to sign, or was put before it. */
  readonly isBeforeCommittee: boolean
  readonly holder: string | null
  readonly isSandbox: boolean
  /** Appraisers drawn and not released. */
  readonly appraisers: readonly string[]
  /** Who wrote the memo, signed a sheet or asked, by person. */
  readonly preparedBy: readonly string[]
}

/**
 * How the actor stands to a case. Only a firm's or bank's own people own it; an office's people hold it; what is before
 * the committee is so for all of the agency, and the table asks it of the committee's members alone.
 */
export function relationsTo(actor: Actor, subject: CaseSubject): Standing {
  const found: Relation[] = []
  const isOwner =
    (actor.kind === 'firm' && subject.firm === actor.party) || (actor.kind === 'bank' && subject.bank === actor.party)
  if (isOwner) found.push('own')
  if (subject.appraisers.includes(actor.person)) found.push('assigned')
  if (actor.kind === 'agency' && subject.office === actor.party) found.push('office')
  if (actor.kind === 'agency' && subject.holder === actor.person) found.push('holder')
  if (actor.kind === 'agency' && subject.region === actor.party) found.push('region')
  if (actor.kind === 'agency' && subject.isBeforeCommittee) found.push('committee')
  const behind = [actor.person, ...Object.values(actor.delegations)]
  return {
    relations: found,
    isOwnWork: behind.some(person => subject.preparedBy.includes(person)),
    isOutOfBounds: actor.isSandbox && !subject.isSandbox,
  }
}

/** Fields of a case and its decision that not every reader of the case may read. */
export const GUARDED_FIELDS = [
  'requested_amount',
  'recommendation',
  'record',
  'technology_score',
  'risk_score',
  'grade',
  'value',
  'reasons',
  'other_sheets',
  'sheets',
  'appraisers',
  'gathered_facts',
  'memo',
] as const
export type GuardedField = (typeof GUARDED_FIELDS)[number]

/** What the machine says of a case. */
const MACHINE: readonly GuardedField[] = [
  'recommendation',
  'record',
  'technology_score',
  'risk_score',
  'grade',
  'value',
  'reasons',
]
/** From when on a firm and a bank read what was decided. */
export const DECIDED: readonly string[] = ['approved', 'declined', 'noticed']
/** While marks may still be given, corrected, or given again. */
const AT_WORK: readonly string[] = ['accepted', 'assigned', 'consensus', 'marked']

/**
 * The fields an actor may not read in a case they may read: an appraiser drawn for it reads neither what is wished for
 * nor the machine's score while the panel is at work, nor others' marks before their own are signed, nor ever what
 * offices said of the firm and its people, of which the sheet shows what a mark is measured by; a firm and a bank read
 * what was decided once it is decided, never who marked what nor the memo; a bank never the facts gathered on the
 * firm's people.
 */
export function hiddenFields(
  actor: Actor,
  at: { readonly state: string; readonly isAssigned: boolean; readonly hasSignedOwn: boolean },
): readonly GuardedField[] {
  if (actor.kind === 'system') return []
  const isUnsigned = at.isAssigned && !at.hasSignedOwn
  const isMarking = isUnsigned || (at.isAssigned && AT_WORK.includes(at.state))
  const blind: readonly GuardedField[] = [
    ...(isMarking ? (['requested_amount', ...MACHINE, 'memo'] as const) : []),
    ...(isUnsigned ? (['other_sheets'] as const) : []),
  ]
  if (actor.kind === 'appraiser')
    return at.isAssigned ? [...new Set([...blind, 'memo' as const, 'gathered_facts' as const])] : GUARDED_FIELDS
  if (actor.kind === 'agency') return bearersOf(actor).length === 0 ? GUARDED_FIELDS : blind
  const undecided = DECIDED.includes(at.state) ? [] : MACHINE
  const ofPeople: readonly GuardedField[] = ['other_sheets', 'sheets', 'appraisers', 'memo']
  if (actor.kind === 'firm') return [...undecided, ...ofPeople]
  if (actor.kind === 'bank') return [...undecided, ...ofPeople, 'gathered_facts']
  return GUARDED_FIELDS
}
