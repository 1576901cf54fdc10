/** Who is told of what, by the table alone: nobody of what they may not read, and no mail of what is secret. */
import { describe, expect, test } from 'vitest'
import type { Actor, Kind as ActorKind } from '../../../src/access/actor.ts'
import { ACTIONS, isAction, KINDS_OF_ROLE, may, type Relation } from '../../../src/access/table.ts'
import { LANGUAGES } from '../../../src/kernel/words.ts'
import {
  KIND_NAMES,
  KINDS,
  type Kind,
  kindsOfEntry,
  kindsOfMessage,
  kindsOfWaiting,
  LOGGED,
  pathOf,
  type Who,
} from '../../../src/platform/notifications/kinds.ts'
import { isAddress, mailOf, triedOf } from '../../../src/platform/notifications/mail.ts'
import { mailConfigOf } from '../../../src/platform/notifications/mail-config.ts'
import { NOWHERE, type Place, reached } from '../../../src/platform/notifications/recipients.ts'
import { entryTold, messageTold } from '../../../src/platform/notifications/telling.ts'
import { SAYS } from '../../../src/platform/notifications/words.ts'

const actor = (role: Who['role']): Actor => ({
  ...{ kind: KINDS_OF_ROLE[role][0] as ActorKind, person: 'person-x', party: 'office-1', roles: [role] },
  ...{ delegations: {}, isSandbox: false, requestId: 'r' },
})
/** The relation of the access table that stands for how the table of kinds reaches somebody. */
const RELATION_OF: Readonly<Record<Who['by'], (role: Who['role']) => Relation | 'none'>> = {
  own: () => 'own',
  office: () => 'office',
  region: () => 'region',
  holder: () => 'holder',
  assigned: () => 'assigned',
  committee: () => 'committee',
  any: () => 'none',
  level: role => (({ branch_head: 'office', regional_head: 'region' }) as const)[role as 'branch_head'] ?? 'committee',
}
const forbidden = (kinds: readonly (readonly [string, Kind])[]): readonly string[] =>
  kinds.flatMap(([name, kind]) =>
    kind.who.flatMap(({ role, by }) => {
      const allowed = may(actor(role), kind.reads, RELATION_OF[by](role))
      return allowed.ok ? [] : [`${name}: ${role} by ${by}`]
    }),
  )

describe('who is told', () => {
  test('nobody is told of what the access table lets them not read', () => {
    expect(forbidden(Object.entries(KINDS))).toEqual([])
  })
  test('and a firm told of the rules, or an officer of another’s case, would be seen', () => {
    const planted: Kind = { ...KINDS.approval_waits, who: [{ role: 'sme', by: 'own' }] }
    const far: Kind = { ...KINDS.case_recommended, who: [{ role: 'officer', by: 'any' }] }
    expect(
      forbidden([
        ['planted', planted],
        ['far', far],
      ]),
    ).toEqual(['planted: sme by own', 'far: officer by any'])
  })
  test('every action of the log that something follows from is one of the access table', () => {
    expect(LOGGED.filter(action => !isAction(action) || ACTIONS[action] === undefined)).toEqual([])
  })

  const place: Place = {
    ...{ firm: 'firm-1', bank: 'bank-1', office: 'office-1', region: 'region-1', holder: null },
    ...{ isSandbox: false, level: 'regional_head' },
  }
  const of = (organisation: string) => ({ organisations: [organisation], persons: null })
  test('a firm, its bank and its office are told as themselves, and a case that somebody holds is told to them', () => {
    expect(reached({ role: 'sme', by: 'own' }, place, [])).toEqual(of('firm-1'))
    expect(reached({ role: 'bank', by: 'own' }, place, [])).toEqual(of('bank-1'))
    expect(reached({ role: 'officer', by: 'holder' }, place, [])).toEqual(of('office-1'))
    const held = { ...place, holder: 'person-7' }
    expect(reached({ role: 'officer', by: 'holder' }, held, [])).toEqual({ organisations: null, persons: ['person-7'] })
  })
  test('only who signs at the decision’s level is told that it waits', () => {
    const told = (role: Who['role'], level: string) => reached({ role, by: 'level' }, { ...place, level }, [])
    expect(told('regional_head', 'regional_head')).toEqual(of('region-1'))
    expect(told('branch_head', 'regional_head')).toBeUndefined()
    expect(told('branch_head', 'branch_head')).toEqual(of('office-1'))
    expect(told('committee_member', 'head_office_committee')).toEqual({ organisations: null, persons: null })
  })
  test('play reaches nobody of the whole agency, and nobody is told of a case nobody was drawn for', () => {
    expect(reached({ role: 'claims', by: 'any' }, { ...place, isSandbox: true }, [])).toBeUndefined()
    expect(reached({ role: 'claims', by: 'any' }, place, [])).toEqual({ organisations: null, persons: null })
    expect(reached({ role: 'appraiser', by: 'assigned' }, place, [])).toBeUndefined()
    expect(reached({ role: 'sme', by: 'own' }, NOWHERE, [])).toBeUndefined()
  })
})

describe('what follows from what', () => {
  test('a signature that leaves the case undecided is told to nobody, the last one is', () => {
    expect(kindsOfEntry('decision.sign', { outcome: null })).toEqual([])
    expect(kindsOfEntry('decision.sign', { outcome: 'approved' })).toEqual(['case_decided'])
    expect(kindsOfEntry('case.read', {})).toEqual([])
  })
  test('facts are missing only where an office gave no answer, and that is told once', () => {
    expect(kindsOfEntry('facts.gather', { known: 9, unavailable: 0 })).toEqual([])
    const entry = (place: string) =>
      entryTold({
        ...{ place, person: 'system', action: 'facts.gather', subject: 'case:c1' },
        body: JSON.stringify({ request: 'r', detail: { known: 8, unavailable: 1 } }),
      })
    expect(entry('5')[0]).toMatchObject({ kind: 'facts_unavailable', id: 'c1', occurrence: 'first' })
    expect(entry('9')).toEqual(entry('5'))
  })
  test('whoever was drawn is named by the draw itself', () => {
    const body = JSON.stringify({ request: 'r', detail: { appraisers: ['person-a', 'person-b'] } })
    const told = entryTold({ place: '7', person: 'system', action: 'assignment.draw', subject: 'case:c1', body })
    expect(told).toEqual([
      expect.objectContaining({
        kind: 'appraisal_drawn',
        id: 'c1',
        occurrence: '7',
        assigned: ['person-a', 'person-b'],
      }),
    ])
  })
  test('a message for one endpoint alone is not told to people, a correction is told by its state', () => {
    const message = (endpoint: string | null) =>
      messageTold({
        ...{ id: 'm1', organisation: 'bank-1', type: 'case.noticed', endpoint },
        data: JSON.stringify({ case_id: 'c1', state: 'noticed' }),
      })
    expect(message('e1')).toEqual([])
    expect(message(null)).toEqual([expect.objectContaining({ kind: 'case_noticed', id: 'c1', organisation: 'bank-1' })])
    expect(kindsOfMessage('report.corrected', 'open')).toEqual(['correction_asked'])
    expect(kindsOfMessage('report.corrected', 'declined')).toEqual(['correction_examined'])
    expect(kindsOfMessage('report.corrected', 'withdrawn')).toEqual([])
    expect(kindsOfWaiting('hearing')).toEqual(['hearing_opened'])
  })
  test('each is led to the page of their own area', () => {
    expect(pathOf('case', 'sme', 'c1')).toBe('/applications/c1')
    expect(pathOf('case', 'appraiser', 'c1')).toBe('/appraisals/c1')
    expect(pathOf('case', 'regional_head', 'c1')).toBe('/office/cases/c1')
    expect(pathOf('guarantee', 'claims', 'g1')).toBe('/office/claims/g1')
    expect(pathOf('guarantee', 'bank', '')).toBe('/bank/statements')
  })
})

const SENDER = { from: 'Agency <noreply@agency.example>', publicUrl: 'https://agency.example' }
const letter = { id: 'm1', to: 'a@firm.example', path: '/applications/c1' }

describe('a mail', () => {
  test('holds no digit, letter grade, percentage or amount of anything, in any language', () => {
    const bodies = KIND_NAMES.flatMap(kind =>
      LANGUAGES.map(language => {
        const { subject, text } = mailOf({ ...letter, path: '/x', language, kind }, { ...SENDER, publicUrl: '' })
        return `${subject}\n${text}`
      }),
    )
    expect(bodies).toHaveLength(KIND_NAMES.length * 3)
    // A grade stands by itself, in capitals; the article does not.
    for (const body of bodies) {
      expect(body).not.toMatch(/\d|%|₩/)
      expect(body).not.toMatch(/\b(?:AAA|AA|BBB|BB|B|CCC|CC|C|D)\b/)
      expect(body).not.toMatch(/(?:grade|등급|等级|score|점수)/i)
    }
  })
  test('says in words what it is, with nothing left to fill in', () => {
    for (const kind of KIND_NAMES)
      for (const language of LANGUAGES)
        for (const words of SAYS[kind]) {
          expect(words[language].trim().length, `${kind} ${language}`).toBeGreaterThan(2)
          expect(words[language]).not.toContain('{')
        }
  })
  test('has the same id at each try, under the sender’s domain', () => {
    const made = () => mailOf({ ...letter, language: 'ko', kind: 'case_accepted' }, SENDER)
    expect(made()).toEqual(made())
    expect(made().messageId).toBe('<m1@agency.example>')
    expect(made().text).toContain('https://agency.example/console/applications/c1')
  })
  test.each([
    'a@firm.example\r\nBcc: b@x.example',
    'a@x.example, b@x.example',
    'A <a@x.example>',
    'a b@x.example',
    'a@x.example\n',
    'a@@x',
    '@x',
    'a@',
  ])('goes to nobody but one plain address: %j', to => {
    expect(isAddress(to)).toBe(false)
    expect(() => mailOf({ ...letter, to, language: 'en', kind: 'case_accepted' }, SENDER)).toThrow()
  })
  test('with a line break in the sender is not made at all', () => {
    const from = 'Agency\r\nBcc: b@x.example <noreply@agency.example>'
    expect(() => mailOf({ ...letter, language: 'en', kind: 'case_accepted' }, { ...SENDER, from })).toThrow('control')
  })
  test('refused with 5xx is refused for good; 4xx, a lost line and a refused log-in may pass', () => {
    expect(triedOf({ status: 550, code: 'EENVELOPE' }).state).toBe('refused')
    expect(triedOf({ status: 451, code: 'EENVELOPE' }).state).toBe('again')
    expect(triedOf({ status: null, code: 'ECONNECTION' }).state).toBe('again')
    expect(triedOf({ status: 535, code: 'EAUTH' }).state).toBe('again')
  })
})

describe('configuration of mail', () => {
  const read = (environment: Record<string, string>) => {
    const errors: string[] = []
    return { config: mailConfigOf(environment, errors), errors }
  }
  test('is off where nothing is given, and takes a mail server of this machine or a private network', () => {
    expect(read({})).toEqual({ config: undefined, errors: [] })
    for (const smtpUrl of ['smtp://127.0.0.1:2525', 'smtps://user:pass@10.0.0.5', 'smtp://[::1]:25'])
      expect(read({ SMTP_URL: smtpUrl, MAIL_FROM: 'a@b.example' })).toEqual({
        config: { smtpUrl, from: 'a@b.example' },
        errors: [],
      })
  })
  test('says every mistake, and never the password', () => {
    expect(read({ SMTP_URL: 'smtp://h' }).errors).toEqual(['SMTP_URL is given without MAIL_FROM'])
    expect(read({ MAIL_FROM: 'a@b.example' }).errors).toEqual(['MAIL_FROM is given without SMTP_URL'])
    const { errors } = read({ SMTP_URL: 'http://u:secret-9@h', MAIL_FROM: 'A\nBcc: x@y.example <a@b.example>' })
    expect(errors).toHaveLength(2)
    expect(errors.join()).not.toContain('secret-9')
    expect(read({ SMTP_URL: 'smtp://h?pool=true', MAIL_FROM: 'a@b.example' }).errors).toHaveLength(1)
  })
})
