/**
 * docs/access.md: who may do what, every action by every role, from the table itself. A change of the table is a change
 * of this page, so that a reviewer sees it.
 */
import { type Kind, ROLES } from '../../access/actor.ts'
import {
  ACTIONS,
  type Action,
  type Bearer,
  GUARDED_FIELDS,
  hiddenFields,
  KINDS_OF_ROLE,
  SIGNING_ROLES,
} from '../../access/table.ts'
import type { Made, Report } from '../report.ts'

const BEARERS: readonly Bearer[] = [...ROLES, 'system', 'public']
const names = Object.keys(ACTIONS) as Action[]
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const line = (count: number): string => `|${'---|'.repeat(count)}`

const cellOf = (action: Action, bearer: Bearer): string => {
  const grants: Readonly<Partial<Record<Bearer, readonly string[]>>> = ACTIONS[action].grants
  return (grants[bearer] ?? []).join(' ')
}

function matrix(): string[] {
  return [
    row(['action', ...BEARERS.map(bearer => bearer.replaceAll('_', ' ')), 'else']),
    line(BEARERS.length + 2),
    ...names.map(action => {
      const { seenBy, isForOthersWork } = ACTIONS[action]
      const otherwise = [
        seenBy === null ? 'forbidden' : `missing unless ${seenBy}`,
        ...(isForOthersWork ? ['never own work'] : []),
      ]
      return row([action, ...BEARERS.map(bearer => cellOf(action, bearer)), otherwise.join(', ')])
    }),
  ]
}

type Reader = { readonly says: string; readonly kind: Kind; readonly role: (typeof ROLES)[number] }
const READERS: readonly (Reader & { readonly at: Parameters<typeof hiddenFields>[1] })[] = [
  {
    says: 'appraiser drawn, own marks unsigned',
    kind: 'appraiser',
    role: 'appraiser',
    at: at('assigned', true, false),
  },
  { says: 'appraiser drawn, own marks signed', kind: 'appraiser', role: 'appraiser', at: at('marked', true, true) },
  {
    says: 'appraiser drawn, panel done',
    kind: 'appraiser',
    role: 'appraiser',
    at: at('recommended', true, true),
  },
  { says: 'officer', kind: 'agency', role: 'officer', at: at('recommended', false, false) },
  { says: 'firm before the decision', kind: 'firm', role: 'sme', at: at('recommended', false, false) },
  { says: 'firm after it', kind: 'firm', role: 'sme', at: at('noticed', false, false) },
  { says: 'bank before the decision', kind: 'bank', role: 'bank', at: at('recommended', false, false) },
  { says: 'bank after it', kind: 'bank', role: 'bank', at: at('noticed', false, false) },
]

function at(state: string, isAssigned: boolean, hasSignedOwn: boolean) {
  return { state, isAssigned, hasSignedOwn }
}

function fields(): string[] {
  const hidden = READERS.map(reader => {
    const actor = { person: 'p', party: 'o', roles: [reader.role], delegations: {}, isSandbox: false, requestId: 'r' }
    return hiddenFields({ ...actor, kind: reader.kind }, reader.at)
  })
  return [
    row(['field', ...READERS.map(reader => reader.says)]),
    line(READERS.length + 1),
    ...GUARDED_FIELDS.map(field => row([field, ...hidden.map(list => (list.includes(field) ? 'hidden' : ''))])),
  ]
}

/** The page; made from the code alone, so that it is always there. */
export function access(): Made {
  const kinds = ROLES.map(role => row([role, KINDS_OF_ROLE[role].join(' ')]))
  const levels = Object.entries(SIGNING_ROLES).map(([level, role]) => row([level, role]))
  return {
    text: [
      '# Who may do what',
      '',
      'A cell names the relation to the subject that the role needs: *own* (the firm’s or the bank’s own case, or',
      'one’s own role), *assigned* (drawn as appraiser), *office* (the office holds the case), *holder* (it lies with',
      'the person), *region* (its office lies in the region), *committee* (what stands of it is the committee’s to',
      'sign, or was put before it), *any*. An empty cell is a no. The last column says what a no looks like: where',
      'the reading action named is refused as well, the subject is *missing*, so that nobody learns that it is',
      'there; else the action is *forbidden*. *Never own work*: not by who wrote the memo, signed a sheet or asked,',
      'nor by who acts on their delegation. A list shows the rows that its reader may read one by one. Row-level',
      'security holds the same once more in the database.',
      '',
      ...matrix(),
      '',
      '## Whose role counts',
      '',
      'A role held in an organisation of another kind counts for nothing: a bank’s people mark nothing, whatever roles',
      'they hold.',
      '',
      row(['role', 'kind of actor']),
      line(2),
      ...kinds,
      '',
      '## Who signs at which level',
      '',
      'Levels are those of the table of authority (rules/authority).',
      '',
      row(['level', 'role']),
      line(2),
      ...levels,
      '',
      '## What a reader of a case does not see',
      '',
      ...fields(),
    ].join('\n'),
  }
}

export const reports: readonly Report[] = [{ path: 'docs/access.md', make: () => access() }]
