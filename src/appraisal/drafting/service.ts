/** Who may draft what: the parties of a case and the draft as it is first kept. */
import type { Actor } from '../../access/actor.ts'
import { may } from '../../access/table.ts'
import { type Drafted, keepFirm, organisationsOf } from '../../application/store.ts'
import { ok, type Refusal, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { Tx } from '../../platform/db/database.ts'
import type { Content } from '../content.ts'
import type { Moment } from '../way/service.ts'

export type Drafting = {
  readonly content: Content
  readonly names: Readonly<Record<string, unknown>>
  readonly consent?: string | undefined
  readonly office?: string | undefined
  readonly scenario?: string | undefined
}
export type Parties = { readonly firm: string; readonly bank: string; readonly office: string }
type Dependencies = {
  readonly uuid: () => string
  readonly sandbox: Parties & { readonly isScenario: (code: string) => boolean }
}

export function makeDrafting({ uuid, sandbox }: Dependencies) {
  /** Who the parties are: in the sandbox its own; elsewhere those of the case, which must be there and the actor's. */
  async function partiesOf(tx: Tx, actor: Actor, given: Drafting): Promise<Result<Parties>> {
    if (actor.isSandbox) return ok(sandbox)
    const firm = given.content.party.firm.id
    const { bank } = given.content.application.request
    const found: Refusal[] = []
    if (given.scenario !== undefined) found.push(refusal('case_scenario_not_sandbox', 'scenario'))
    if (actor.kind === 'firm' && firm !== actor.party)
      found.push(refusal('case_firm_not_own', 'content.party.firm.id', { value: firm, limit: actor.party }))
    if (actor.kind === 'bank' && bank !== actor.party)
      found.push(refusal('case_bank_not_own', 'content.application.request.bank', { value: bank, limit: actor.party }))
    if (actor.kind === 'bank' && given.consent === undefined) found.push(refusal('case_consent_missing', 'consent'))
    if (found.length > 0) return refuse(...found)
    const there = await organisationsOf(tx, [firm, bank])
    const offices = Object.entries(there).filter(([, one]) => one.kind === 'office' && !one.isSandbox)
    const office = given.office ?? offices[0]?.[0]
    if (there[firm] === undefined && actor.kind !== 'bank')
      found.push(refusal('case_firm_unknown', 'content.party.firm.id', { value: firm }))
    if (there[bank]?.kind !== 'bank' || there[bank].isSandbox)
      found.push(refusal('case_bank_unknown', 'content.application.request.bank', { value: bank }))
    if (office === undefined || !offices.some(([id]) => id === office))
      found.push(refusal('case_office_unknown', 'office', { value: office ?? 'none' }))
    if (found.length > 0 || office === undefined) return refuse(...found)
    // A firm that a bank brings with its consent need not have come to us before.
    if (there[firm] === undefined)
      await keepFirm(tx, firm, given.names[firm] ?? { ko: firm, en: firm, zh: firm }, false)
    return ok({ firm, bank, office })
  }

  const draftOf = (actor: Actor, given: Drafting, parties: Parties, at: Moment): Drafted => ({
    id: uuid(),
    firm: parties.firm,
    bank: parties.bank,
    office: parties.office,
    isSandbox: actor.isSandbox,
    content: given.content,
    names: given.names,
    consent: given.consent ?? null,
    askedBy: actor.kind === 'firm' ? ('firm' as const) : ('bank' as const),
    scenario: given.scenario ?? null,
    person: actor.person,
    at: at.now.toISOString(),
  })

  const allowedDraft = (actor: Actor, given: Drafting): Result<true> => {
    const allowed = may(actor, 'case.create', actor.kind === 'firm' || actor.kind === 'bank' ? 'own' : 'none')
    if (!allowed.ok) return allowed
    if (given.scenario !== undefined && actor.isSandbox && !sandbox.isScenario(given.scenario))
      return refuse(refusal('scenario_unknown', 'scenario', { value: given.scenario }))
    return ok(true)
  }

  return { partiesOf, draftOf, allowedDraft }
}
export type DraftingService = ReturnType<typeof makeDrafting>
