/** Who acts: resolved from a token at every request, so that a change of role takes effect at once. */

export const ROLES = [
  'sme',
  'bank',
  'appraiser',
  'officer',
  'branch_head',
  'regional_head',
  'committee_member',
  'claims',
  'finance',
  'risk_officer',
  'auditor',
  'admin',
] as const
export type Role = (typeof ROLES)[number]

export const KINDS = ['system', 'agency', 'appraiser', 'bank', 'firm', 'public'] as const
export type Kind = (typeof KINDS)[number]

export type Actor = {
  readonly kind: Kind
  /** The person, or the machine client; 'system' and 'public' have their own names. */
  readonly person: string
  /** The organisation acted for: a firm, a bank, an office of the agency. */
  readonly party: string
  readonly roles: readonly Role[]
  /** Roles held by delegation, with who delegated. */
  readonly delegations: Readonly<Partial<Record<Role, string>>>
  readonly isSandbox: boolean
  readonly requestId: string
  /** When the person logged in, where a session of the console acts; a token does not say. */
  readonly enteredAt?: string
}

/** Whether a machine acts, and not a person: its id is that of a client. */
export const isMachine = ({ person }: Pick<Actor, 'person'>): boolean => person.startsWith('client-')

/** In whose place an actor acts, whatever role was lent: what they could not do themselves is not done for them. */
export const delegatorsOf = (actor: Actor): readonly string[] => [...new Set(Object.values(actor.delegations))]

export const publicActor = (requestId: string): Actor => ({
  kind: 'public',
  person: 'public',
  party: 'public',
  roles: [],
  delegations: {},
  isSandbox: false,
  requestId,
})
export const systemActor = (requestId: string): Actor => ({
  ...publicActor(requestId),
  kind: 'system',
  person: 'system',
  party: 'system',
})
