/**
 * Four eyes over the life of an edition in memory; `npm run four-eyes` takes 100,000 sequences. A rule with a way round
 * it, planted, is found.
 */
import { describe, expect, test } from 'vitest'
import { delegatorsOf } from '../../../src/access/actor.ts'
import { may } from '../../../src/access/table.ts'
import {
  type By,
  type Command,
  decide,
  drafted,
  evolve,
  type Life,
  type LifeEvent,
} from '../../../src/policy/editions/edition-life.ts'
import { type Deed, heldTo, type World } from './four-eyes.ts'

const SEQUENCES = Number(process.env['FOUR_EYES_SEQUENCES'] ?? 3000)
const SEED = 20_261_122
const DAY = '2026-11-22'
const LAST = { digest: 'sha256:last', firstDay: '2026-01-01' }
const GROUNDS = { findings: 0, trial: null, impact: null }
const textsOf = (text: number) => ({
  ...{ digest: `sha256:${text}`, wordsDigest: 'sha256:words', firstDay: '2026-12-01' },
})

type Rules = {
  readonly decide: typeof decide
  readonly evolve: typeof evolve
  readonly byOf: (by: By) => By
}
const OURS: Rules = { decide, evolve, byOf: by => by }

const ACTION = {
  draft: 'edition.draft',
  save: 'edition.draft',
  check: 'edition.draft',
  propose: 'edition.propose',
  approve: 'edition.approve',
  reject: 'edition.approve',
  withdraw: 'edition.draft',
  schedule: 'edition.schedule',
} as const

function commandOf(life: Life, deed: Deed): Command {
  switch (deed.type) {
    case 'save':
      return { type: 'save', ...textsOf(deed.text) }
    case 'check':
      return { type: 'check', findings: 0 }
    case 'propose':
      return { type: 'propose', changed: 1, dues: [], unsourced: [], resolutions: {}, grounds: GROUNDS, wanting: [] }
    case 'approve':
      return { type: 'approve', digest: life.digest, wordsDigest: life.wordsDigest, isOfBody: true }
    case 'reject':
    case 'withdraw':
      return { type: deed.type, reason: 'x' }
    case 'schedule':
      return { type: 'schedule' }
    default:
      throw new Error(`${deed.type} is no deed of this world`)
  }
}

/** The life in memory, under these rules. */
const worldUnder = (rules: Rules) => async (): Promise<World> => {
  const lives = new Map<number, Life>()
  return {
    act: async (actor, deed) => {
      const action = ACTION[deed.type as keyof typeof ACTION]
      if (!may(actor, action, 'none').ok) return false
      const by = rules.byOf({ person: actor.person, behind: delegatorsOf(actor) })
      const life = lives.get(deed.edition)
      if (deed.type === 'draft') {
        if (life !== undefined) return false
        lives.set(deed.edition, rules.evolve(null, drafted(by, textsOf(deed.text))))
        return true
      }
      if (life === undefined) return false
      const event = rules.decide(life, commandOf(life, deed), by, LAST, DAY)
      if (event.ok) lives.set(deed.edition, rules.evolve(life, event.value))
      return event.ok
    },
  }
}

test(`nobody approves what they had a hand in, in ${SEQUENCES} sequences of deeds`, async () => {
  const approvals = await heldTo(worldUnder(OURS), SEQUENCES, SEED)
  // Sequences that never come to an approval would show nothing.
  expect(approvals).toBeGreaterThan(SEQUENCES / 20)
}, 1_800_000)

const kept = (life: Life | null, event: LifeEvent): Life => evolve(life, event)
/** Ways round the rule, each as somebody might make it in good faith. */
const PLANTED: Readonly<Record<string, Rules>> = {
  'hands forgotten when a text is saved anew': {
    ...OURS,
    evolve: (life, event) =>
      event.type === 'saved' ? { ...kept(life, event), hands: [event.by.person] } : kept(life, event),
  },
  'only the proposer kept from approving': {
    ...OURS,
    decide: (life, ...rest) => decide({ ...life, hands: [] }, ...rest),
  },
  'a power that was lent taken for one`s own': { ...OURS, byOf: by => ({ ...by, behind: [] }) },
  'hands forgotten after a rejection': {
    ...OURS,
    evolve: (life, event) => (event.type === 'rejected' ? { ...kept(life, event), hands: [] } : kept(life, event)),
  },
  'whoever proposes no hand in it': {
    ...OURS,
    evolve: (life, event) =>
      event.type === 'proposed' && life !== null
        ? { ...kept(life, event), hands: life.hands, proposedBy: null }
        : kept(life, event),
  },
}

describe('a way round the rule is found', () => {
  test.each(Object.entries(PLANTED))(
    '%s',
    async (_, rules) => {
      await expect(heldTo(worldUnder(rules), 20_000, SEED)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('had a hand in') },
      })
    },
    120_000,
  )
})
