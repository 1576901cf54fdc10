/** The life of an edition: given what happened, when a command comes, then an event or a refusal; in their order. */
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import {
  type By,
  type Command,
  decide,
  drafted,
  evolve,
  type Life,
  type LifeEvent,
  type Published,
  STATES,
  type State,
  stateOn,
} from '../../../src/policy/editions/edition-life.ts'

const TODAY = calendarDate('2026-11-22')
const LAST: Published = { digest: 'sha256:last', firstDay: '2026-01-01' }
const by = (person: string, ...behind: string[]): By => ({ person, behind })
const [kim, lee, park] = [by('kim'), by('lee'), by('park')]
const TEXTS = { digest: 'sha256:one', wordsDigest: 'sha256:words', firstDay: '2026-12-01' }
const GROUNDS = { findings: 0, trial: null, impact: null }

const propose = (more: Partial<Command & { type: 'propose' }> = {}): Command => ({
  type: 'propose',
  changed: 1,
  dues: [{ oneOf: ['board'], places: ['minimum_grade'] }],
  unsourced: [],
  resolutions: { board: '2026-3' },
  grounds: GROUNDS,
  wanting: [],
  ...more,
})
const approve = (more: Partial<Command & { type: 'approve' }> = {}): Command => ({
  type: 'approve',
  digest: TEXTS.digest,
  wordsDigest: TEXTS.wordsDigest,
  isOfBody: true,
  ...more,
})
const save: Command = { type: 'save', ...TEXTS }
const check: Command = { type: 'check', findings: 0 }

const lifeOf = (...events: LifeEvent[]): Life => events.reduce<Life | null>(evolve, null) as Life
const DRAFTED = drafted(kim, TEXTS)
const CHECKED: LifeEvent = { type: 'checked', by: kim, findings: 0 }
const PROPOSED: LifeEvent = {
  ...{ type: 'proposed', by: kim, replaces: LAST.digest, resolutions: { board: '2026-3' }, grounds: GROUNDS },
}
const APPROVED: LifeEvent = { type: 'approved', by: lee }
const REACHED: Readonly<Record<State, Life>> = {
  draft: lifeOf(DRAFTED),
  checked: lifeOf(DRAFTED, CHECKED),
  proposed: lifeOf(DRAFTED, CHECKED, PROPOSED),
  approved: lifeOf(DRAFTED, CHECKED, PROPOSED, APPROVED),
  scheduled: lifeOf(DRAFTED, CHECKED, PROPOSED, APPROVED, { type: 'scheduled', by: lee }),
  rejected: lifeOf(DRAFTED, CHECKED, PROPOSED, { type: 'rejected', by: lee, reason: 'x' }),
  withdrawn: lifeOf(DRAFTED, { type: 'withdrawn', by: kim, reason: 'x' }),
}
/** What comes of a command: the state after it, or the codes of what was refused. */
function comes(life: Life, command: Command, who: By = lee, last = LAST, day: string = TODAY): string | string[] {
  const event = decide(life, command, who, last, day)
  return event.ok ? evolve(life, event.value).state : event.refusals.map(one => one.code)
}

describe('an edition', () => {
  test('goes through its states by these commands and no others', () => {
    const commands: Readonly<Record<string, Command>> = {
      save,
      check,
      propose: propose(),
      approve: approve(),
      reject: { type: 'reject', reason: 'x' },
      withdraw: { type: 'withdraw', reason: 'x' },
      schedule: { type: 'schedule' },
    }
    const found = Object.fromEntries(
      STATES.map(state => [
        state,
        Object.fromEntries(
          Object.entries(commands).flatMap(([name, command]) => {
            const next = comes(REACHED[state], command)
            return typeof next === 'string' ? [[name, next]] : []
          }),
        ),
      ]),
    )
    expect(found).toEqual({
      draft: { save: 'draft', check: 'checked', withdraw: 'withdrawn' },
      checked: { save: 'draft', check: 'checked', propose: 'proposed', withdraw: 'withdrawn' },
      proposed: { save: 'draft', approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' },
      approved: { withdraw: 'withdrawn', schedule: 'scheduled' },
      scheduled: {},
      rejected: { save: 'draft', withdraw: 'withdrawn' },
      withdrawn: {},
    })
  })

  test('with findings stays a draft, and one that was checked becomes one again', () => {
    expect(comes(REACHED.draft, { type: 'check', findings: 2 })).toBe('draft')
    expect(comes(REACHED.checked, { type: 'check', findings: 1 })).toBe('draft')
  })

  test('that is saved anew loses what was signed under its text, and no hand', () => {
    const saved = decide(REACHED.proposed, { ...save, digest: 'sha256:two' }, park, LAST, TODAY)
    if (!saved.ok) return expect.fail('saving was refused')
    expect(evolve(REACHED.proposed, saved.value)).toMatchObject({
      ...{ state: 'draft', digest: 'sha256:two', proposedBy: null, replaces: null, grounds: null, resolutions: {} },
      hands: ['kim', 'park'],
    })
  })

  test('is proposed with every resolution, to begin after today and after the last, or for every reason not', () => {
    const late = { ...REACHED.checked, firstDay: TODAY }
    expect(comes(REACHED.checked, propose())).toBe('proposed')
    expect(comes(late, propose({ resolutions: {} }), lee, { ...LAST, firstDay: '2027-01-01' })).toEqual([
      'edition_day_past',
      'edition_day_order',
      'edition_resolution_missing',
    ])
    expect(
      comes(
        REACHED.checked,
        propose({ changed: 0, dues: [], unsourced: ['fees.success_fee_max'], wanting: ['trial'] }),
      ),
    ).toEqual(['edition_unchanged', 'edition_statute_text_missing', 'edition_grounds_missing'])
    expect(comes({ ...REACHED.checked, firstDay: '2026-11-23' }, propose())).toBe('proposed')
  })

  test('needs one of the bodies that may follow a statute, and each of those that decide for themselves', () => {
    const dues = [
      { oneOf: ['steering_committee'], places: ['a'] },
      { oneOf: ['board', 'minister'], places: ['b'] },
    ] as const
    const with_ = (resolutions: Record<string, string>) => comes(REACHED.checked, propose({ dues, resolutions }))
    expect(with_({ steering_committee: '1', minister: '2' })).toBe('proposed')
    expect(with_({ steering_committee: '1' })).toEqual(['edition_resolution_missing'])
    expect(with_({ board: '1', minister: '2' })).toEqual(['edition_resolution_missing'])
  })

  test('is approved as it was read, on what it replaces, by its body, and by nobody with a hand in it', () => {
    expect(comes(REACHED.proposed, approve())).toBe('approved')
    expect(
      comes(REACHED.proposed, approve({ digest: 'x', wordsDigest: 'y', isOfBody: false }), kim, {
        ...LAST,
        digest: 'sha256:newer',
      }),
    ).toEqual([
      ...['edition_text_differs', 'edition_text_differs', 'edition_base_moved', 'edition_approver_body'],
      'edition_own_work',
    ])
  })

  test.each([
    ['made it', lifeOf(drafted(park, TEXTS), CHECKED, PROPOSED), park],
    ['saved it', lifeOf(drafted(kim, TEXTS), { type: 'saved', by: park, ...TEXTS }, CHECKED, PROPOSED), park],
    ['proposed it', lifeOf(DRAFTED, CHECKED, { ...PROPOSED, by: park } as LifeEvent), park],
    ['had it made in their place', lifeOf(drafted(by('kim', 'park'), TEXTS), CHECKED, PROPOSED), park],
    ['approves in the place of who made it', REACHED.proposed, by('park', 'kim')],
  ])('is not approved by whoever %s', (_, life, who) => {
    expect(comes(life, approve(), who)).toEqual(['edition_own_work'])
    expect(comes(life, approve(), by('choi'))).toBe('approved')
  })

  test('checked by somebody is still theirs to approve: a check changes nothing', () => {
    expect(comes(lifeOf(DRAFTED, { type: 'checked', by: lee, findings: 0 }, PROPOSED), approve())).toBe('approved')
  })

  test('is scheduled on what it was proposed on, and before its first day', () => {
    const of = (last: Published, day: string) => comes(REACHED.approved, { type: 'schedule' }, lee, last, day)
    expect(of(LAST, '2026-11-30')).toBe('scheduled')
    expect(of(LAST, '2026-12-01')).toEqual(['edition_day_past'])
    expect(of({ digest: 'sha256:newer', firstDay: '2026-12-01' }, TODAY)).toEqual([
      'edition_base_moved',
      'edition_day_order',
    ])
    expect(of({ ...LAST, firstDay: '2026-11-30' }, TODAY)).toBe('scheduled')
  })

  test('comes into force on its first day and is superseded on the next one`s; before that it is what it was', () => {
    const on = (day: string, next?: string) => stateOn('scheduled', '2026-12-01', next, day)
    expect([on('2026-11-30'), on('2026-12-01'), on('2027-05-01')]).toEqual(['scheduled', 'in_force', 'in_force'])
    expect([on('2026-12-31', '2027-01-01'), on('2027-01-01', '2027-01-01')]).toEqual(['in_force', 'superseded'])
    expect(stateOn('approved', '2026-12-01', undefined, '2027-01-01')).toBe('approved')
  })
})
