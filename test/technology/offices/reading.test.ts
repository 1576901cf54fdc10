// Files of patent offices: read into rights on file, or refused with the place; what is left out is said.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '../../../src/kernel/calendar.ts'
import { conveyanceOf, officesEditionSchema } from '../../../src/technology/offices/edition.ts'
import { appliedOn, publishedOn } from '../../../src/technology/offices/lens.ts'
import { referenceIn } from '../../../src/technology/offices/recordings.ts'
import type { RightOnFile } from '../../../src/technology/rights/schema.ts'
import { standing } from '../../../src/technology/rights/standing.ts'
import { CAME, edition, fileOf, leftOf, policy, read, refusedFor, textOf } from './files.ts'

const DAY = calendarDate(CAME)
const on = (right: RightOnFile | undefined, day: string = DAY) => {
  if (right === undefined) throw new Error('the file has no such right')
  return standing(right, calendarDate(day), policy.terms)
}
const codes = (right: RightOnFile | undefined, day?: string) => on(right, day).questions.map(one => one.code)

describe('a family of the EPO with its legal events', () => {
  const file = fileOf('epo-family-legal.xml')
  const of = (country: string) => file.rights.find(one => one.right.country === country)

  test('a granted European patent is a right in each state it was designated for', () => {
    expect(file.rights.map(one => one.right.country)).toEqual(['BE', 'DE', 'GB', 'NL'])
    expect(of('NL')?.right).toMatchObject({
      office: 'EP',
      number: 'EP1000000',
      number_type: 'registration',
      applied_on: '1999-11-08',
      registered_on: '2003-02-12',
      family: '19768124',
    })
    expect(of('NL')?.sources[0]).toMatchObject({ office: 'EPO', read_on: '2012-01-05' })
  })

  test.each([
    ['GB', '2010-11-07', 'in_force'],
    ['GB', '2010-11-08', 'lapsed'],
    ['DE', '2003-05-12', 'in_force'],
    ['DE', '2003-05-13', 'lapsed'],
    ['BE', '2010-11-30', 'lapsed'],
    ['NL', '2003-02-11', 'pending'],
    ['NL', '2010-11-07', 'in_force'],
    ['NL', '2010-11-08', 'unknown'],
    ['NL', '2019-11-09', 'expired'],
  ])('in %s on %s it is %s, whatever the order of the events in the file', (country, day, status) => {
    expect(on(of(country), day).status).toBe(status)
  })

  test('a fee for the eleventh year keeps it to the end of that year, and then it is asked for', () => {
    expect(of('NL')?.annuities_paid_until).toBe('2010-11-07')
    expect(codes(of('NL'), '2010-11-08')).toContain('annuity_overdue')
  })

  test('an event of an unknown code is said, and one marked harmful leaves the status unclear', () => {
    const strange = textOf('epo-family-legal.xml').replace('code="PG25" infl="-"', 'code="XX99" infl="-"')
    const found = read(strange)
    if (!found.ok) throw new Error('refused')
    expect(found.value.left_out.map(one => one.code)).toEqual(['event_unknown'])
    const british = found.value.rights.find(one => one.right.country === 'GB')
    expect(british?.events.filter(one => one.unclear)).toMatchObject([{ kind: 'lapse', day: '2010-11-08' }])
  })

  test('an event that stands twice counts once, and is said', () => {
    const text = textOf('epo-family-legal.xml')
    const [event = ''] = text.match(/<ops:legal code="GBPC"[\s\S]*?<\/ops:legal>/) ?? []
    const found = read(text.replace(event, `${event}${event}`))
    if (!found.ok) throw new Error('refused')
    expect(found.value.left_out.map(one => one.code)).toEqual(['duplicate'])
  })
})

test('bibliographic records of one application are one right, and without its states that is said', () => {
  const file = fileOf('epo-biblio.xml')
  expect(file.rights.map(one => `${one.right.country} ${one.right.number}`)).toEqual(['EP EP1000000'])
  expect(file.rights[0]?.owners).toMatchObject([{ name: 'BEHEERMIJ DE BOER NIJMEGEN BV', share: '1/1' }])
  expect(leftOf(file)).toEqual(['line 4 states_not_stated'])
})

describe('recordings at the United States office', () => {
  const file = fileOf('uspto-assignments.xml')
  const granted = file.rights.find(one => one.right.number === 'US11181107')

  test('each application is one right, granted or not', () => {
    expect(file.rights.map(one => [one.right.number, one.right.number_type])).toEqual([
      ['US11181107', 'registration'],
      ['US15356436', 'application'],
    ])
    expect(granted?.sources[0]?.read_on).toBe('2022-03-01')
  })

  test('a release ends the security it names; the same security recorded twice stays open and is asked about', () => {
    const open = on(granted).liens.map(one => one.reference)
    expect(open.toSorted()).toEqual(['049107/0392', '049111/0583', '049342/0819', '057434/0429'])
    expect(on(granted).questions.find(one => one.code === 'recorded_twice')?.about).toEqual([
      '048818/0520',
      '049342/0819',
    ])
    expect(codes(granted)).toContain('owners_not_stated')
  })

  test('a release of a reel on which another bank has its security ends nothing', () => {
    const wrong = textOf('uspto-assignments.xml').replace('REEL 048041/FRAME 0605', 'REEL 049107/FRAME 0392')
    const found = read(wrong)
    const right = found.ok ? found.value.rights[0] : undefined
    expect(on(right).liens.map(one => one.reference)).toContain('049107/0392')
    expect(codes(right)).toContain('release_by_another')
  })

  test.each([
    ['SECURITY INTEREST (SEE DOCUMENT FOR DETAILS).', 'security_interest'],
    ['RELEASE BY SECURED PARTY', 'security_release'],
    ['TERMINATION AND RELEASE OF PATENT SECURITY AGREEMENT', 'security_release'],
    ['PARTIAL RELEASE OF SECURITY INTEREST', 'unclear'],
    ['CORRECTIVE ASSIGNMENT TO CORRECT THE ASSIGNEE', 'unclear'],
    ['ASSIGNMENT OF ASSIGNORS INTEREST', 'transfer'],
    ['ASSIGNMENT TO A CLIENT', 'transfer'],
    ['NOTICE OF LIEN', 'security_interest'],
    ['DECLARATION', undefined],
  ])('%s is %s', (text, means) => expect(conveyanceOf(policy, text)).toBe(means))

  test('reel and frame are found in a text as the office writes them', () => {
    expect(referenceIn('RECORDED AT REEL 048818/FRAME 0520')).toBe('048818/0520')
    expect(referenceIn('REEL/FRAME:45210/369')).toBe('045210/0369')
    expect(referenceIn('no such place')).toBeUndefined()
  })

  test('lists of one recording that have not one length are cut', () => {
    const cut = textOf('uspto-assignments.xml').replace('<str>15356436</str>', '')
    expect(refusedFor(cut)).toBe('office_file_structure | line 4 | ')
  })

  test('an abandoned application has lapsed, and an assignment by nobody is asked about', () => {
    const [right] = fileOf('uspto-application.json').rights
    expect(on(right)).toMatchObject({ status: 'lapsed', remaining_days: 0 })
    expect(codes(right)).toEqual(['transfer_unclear'])
  })
})

describe('a collection with years of two digits', () => {
  const file = fileOf('lens.csv')

  test('1948 and 2017 are told apart by the column with four digits', () => {
    expect(file.rights.map(one => [one.right.number, one.right.applied_on])).toEqual([
      ['AU127477B2', '1945-04-05'],
      ['US6400996B1', '1999-02-01'],
      ['AU2013/303190B2', '2013-05-17'],
    ])
  })

  test('what cannot be told, what is no right and what is there again is left out and said', () => {
    expect(leftOf(file)).toEqual([
      'row 3 shares_not_stated',
      'row 5 international_application',
      'row 6 two_digit_year',
      'row 7 two_digit_year',
      'row 8 duplicate',
    ])
  })

  test('the year is the latest not after the publication, within the longest pendency', () => {
    expect(publishedOn('03/06/48', '1948')).toBe('1948-06-03')
    expect(publishedOn('03/06/48', '2017')).toBeUndefined()
    expect(publishedOn('31/02/17', '2017')).toBeUndefined()
    expect(appliedOn('01/02/99', '2002-06-04', 40)).toBe('1999-02-01')
    expect(appliedOn('04/06/02', '2002-06-04', 40)).toBe('2002-06-04')
    expect(appliedOn('05/06/02', '2002-06-04', 40)).toBeUndefined()
    expect(appliedOn('04/06/62', '2002-06-04', 40)).toBe('1962-06-04')
    expect(appliedOn('04/06/61', '2002-06-04', 40)).toBeUndefined()
  })
})

describe('an extract of the Korean register', () => {
  const [right] = fileOf('kipo-register.json').rights
  const extract = JSON.parse(textOf('kipo-register.json'))

  test('owners in shares, the pledge that is left and the exclusive licence are read', () => {
    expect(on(right)).toMatchObject({
      status: 'in_force',
      remaining_days: 3653,
      owners: [
        { name: 'Hanbit Cells', share: '2/3' },
        { name: 'Institute of Cells', share: '1/3' },
      ],
      liens: [
        { kind: 'pledge', holder: 'Bank Two', rank: 2, amount: '100000000', since: '2023-04-03' },
        { kind: 'exclusive_licence', holder: 'Cell Works' },
      ],
      questions: [],
    })
  })

  test('a deletion that names no entry, or another holder, ends no pledge', () => {
    const changed = (deletion: object) => {
      const [old] = extract.pledges.deletions
      const text = JSON.stringify({ ...extract, pledges: { ...extract.pledges, deletions: [{ ...old, ...deletion }] } })
      const found = read(text)
      return on(found.ok ? found.value.rights[0] : undefined)
    }
    for (const deletion of [{ deletes: null }, { holder: 'Bank Two' }, { deletes: '7' }]) {
      const { liens, questions } = changed(deletion)
      expect(liens.filter(one => one.kind === 'pledge')).toHaveLength(2)
      expect(questions).toHaveLength(1)
    }
  })

  test('a closed register has lapsed, and one right that two owners hold whole is asked about', () => {
    const closed = { ...extract.right, closed: { on: '2025-05-10', cause: 'fee_unpaid' } }
    const lapsed = read(JSON.stringify({ ...extract, right: closed }))
    expect(on(lapsed.ok ? lapsed.value.rights[0] : undefined).status).toBe('lapsed')
    const owners = extract.owners.map((one: object) => ({ ...one, share: '1/1' }))
    const twice = read(JSON.stringify({ ...extract, owners }))
    expect(codes(twice.ok ? twice.value.rights[0] : undefined)).toEqual(['shares_not_whole'])
  })
})

describe('what is no file of an office', () => {
  const epo = textOf('epo-family-legal.xml')

  test.each([
    ['nothing', '', 'office_file_empty |  | '],
    ['blanks', '  \n', 'office_file_empty |  | '],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x3c]), 'office_file_broken |  | bytes that are no UTF-8'],
    ['a text', 'A patent was granted.', 'office_file_unknown |  | '],
    ['XML of somebody else', '<html></html>', 'office_file_unknown |  | '],
    ['JSON of somebody else', '{"a":1}', 'office_file_unknown |  | '],
    ['an answer without members', '<ops:world-patent-data xmlns:ops="x"/>', 'office_file_structure | line 1 | '],
  ])('%s is refused', (_, text, refused) => expect(refusedFor(text)).toBe(refused))

  test.each([
    ['a document type', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'],
    ['entities', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'],
    ['a document type from elsewhere', '<!DOCTYPE x PUBLIC "p" "http://127.0.0.1:9/x.dtd">'],
  ])('%s is refused where it stands, and nothing is fetched', (_, doctype) => {
    const text = epo.replace('<ops:world-patent-data', `${doctype}\n<ops:world-patent-data`)
    expect(refusedFor(text)).toMatch(/^office_file_broken \| line 3 \| a document type/)
  })

  test('an entity of nobody is refused', () => {
    expect(refusedFor(epo.replace('<doc-number>', '<doc-number>&secret;'))).toMatch(
      /^office_file_broken \| line \d+ \| /,
    )
  })

  test('every office file cut off anywhere is refused, or was whole but for blanks', () => {
    for (const name of ['epo-family-legal.xml', 'epo-biblio.xml', 'uspto-assignments.xml', 'kipo-register.json']) {
      const text = textOf(name)
      for (const part of [0.1, 0.5, 0.9, 0.99]) {
        const cut = text.slice(0, Math.floor(text.length * part)).trimEnd()
        expect(refusedFor(cut)).toMatch(/^office_file_(?:broken|structure|unknown)/)
      }
    }
    expect(refusedFor(textOf('lens.csv').slice(0, -30))).toMatch(/^office_file_broken \| row 8/)
  })
})

describe('whatever comes', () => {
  const texts = ['epo-family-legal.xml', 'uspto-assignments.xml', 'lens.csv', 'kipo-register.json'].map(textOf)
  test('reading ends with rights or a refusal, and every right has a standing', () => {
    const scrambled = fc
      .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(200), fc.string({ maxLength: 12, unit: 'binary' }))
      .map(([text, at, cut, put]) => {
        const place = at % text.length
        return `${text.slice(0, place)}${put.toWellFormed()}${text.slice(place + cut)}`
      })
    fc.assert(
      fc.property(fc.oneof(scrambled, fc.string()), text => {
        const found = read(text)
        if (found.ok) for (const right of found.value.rights) standing(right, DAY, policy.terms)
        else expect(found.refusals.length).toBeGreaterThan(0)
      }),
      { numRuns: 400 },
    )
  })
})

describe('the edition', () => {
  const changed = (terms: Readonly<Record<string, string>>) => ({
    ...edition,
    years_from_application: { ...edition.years_from_application, values: terms },
  })

  test.each([[{ 'KR.patent': '0' }], [{ 'KR.patent': '20.5' }], [{ 'KR.know_how': '20' }], [{ patent: '20' }]])(
    'with the terms %j is none',
    terms => {
      expect(officesEditionSchema.safeParse(changed({ 'KR.patent': '20' })).success).toBe(true)
      expect(officesEditionSchema.safeParse(changed(terms)).success).toBe(false)
    },
  )
})
