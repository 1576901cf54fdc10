// A bank's month as it comes: three formats read alike, every problem listed with its place, and files made to do harm.
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { csvRow, isFormula, readCsv, safeCsvRow } from '../../../src/guarantee/month/csv.ts'
import { MONTH_COLUMNS } from '../../../src/guarantee/month/schema.ts'
import { headingBack, rowBack } from '../../../src/guarantee/month/sheet-back.ts'
import type { Cell } from '../../../src/guarantee/month/table.ts'
import { csvOf, HEADING, numbered, outcome, ROW, type Row, read, workbookFiles, workbookOf, xlsxOf } from './sheets.ts'

const rowsOf = (text: string) => {
  const rows: (readonly Cell[])[] = []
  const broken = readCsv(text, (_, cells) => rows.push(cells))
  return { rows, broken }
}

describe('comma-separated values', () => {
  test('what is written is read again, whatever stands in the cells', () => {
    const cell = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('"', ',', '\r\n', '\n', '', ' ', '""', 'a"b'))
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 8 }), { maxLength: 20 }), rows => {
        const found = rowsOf(rows.map(csvRow).join(''))
        expect(found.broken).toBeUndefined()
        expect(found.rows).toEqual(rows)
      }),
    )
  })

  test('a reader gives rows or one refusal with its place, and never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', '\u0000') }), text => {
        const { broken } = rowsOf(text)
        expect(broken === undefined || /^row \d+, column \d+$/.test(broken.at)).toBe(true)
      }),
    )
  })

  // RFC 4180, section 2: rules 1, 2, 5, 6 and 7.
  test.each([
    [
      'aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n',
      [
        ['aaa', 'bbb', 'ccc'],
        ['zzz', 'yyy', 'xxx'],
      ],
    ],
    [
      'aaa,bbb,ccc\r\nzzz,yyy,xxx',
      [
        ['aaa', 'bbb', 'ccc'],
        ['zzz', 'yyy', 'xxx'],
      ],
    ],
    [
      '"aaa","bbb","ccc"\r\nzzz,yyy,xxx',
      [
        ['aaa', 'bbb', 'ccc'],
        ['zzz', 'yyy', 'xxx'],
      ],
    ],
    [
      '"aaa","b\r\nbb","ccc"\r\nzzz,yyy,xxx',
      [
        ['aaa', 'b\r\nbb', 'ccc'],
        ['zzz', 'yyy', 'xxx'],
      ],
    ],
    ['"aaa","b""bb","ccc"', [['aaa', 'b"bb', 'ccc']]],
  ])('%j is read as the standard says', (text, rows) => {
    expect(rowsOf(text)).toEqual({ rows, broken: undefined })
  })

  test.each([
    ['a,"b\n', 'row 1, column 2', 'table_quote_open'],
    ['a\n"b"c,d', 'row 2, column 1', 'table_quote_stray'],
    ['a,b"c', 'row 1, column 2', 'table_quote_stray'],
    [`${','.repeat(1_000_000)}`, 'row 1, column 65', 'table_columns'],
    [`a,${'x'.repeat(2001)}`, 'row 1, column 2', 'table_cell_long'],
  ])('%.20j is refused with its place', (text, at, code) => {
    expect(rowsOf(text).broken).toMatchObject({ at, code })
  })

  test('no row given back can be taken for a formula', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '1') }), { minLength: 1 }),
        cells => {
          const [back] = rowsOf(safeCsvRow(cells)).rows
          expect(back?.filter(cell => isFormula(String(cell)))).toEqual([])
        },
      ),
    )
  })
})

describe('a month in each format', () => {
  const rows: readonly Row[] = [
    ROW,
    {
      ...ROW,
      guarantee: numbered(2),
      state: 'arrears',
      arrears_since: '2026-09-14',
      fee_paid: '12000',
      fee_paid_on: '2026-09-30',
    },
  ]
  const asJson = JSON.stringify(rows)
  const asLines = rows.map(row => JSON.stringify(row)).join('\n')

  test.each([
    ['CSV', csvOf(rows)],
    ['CSV with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), csvOf(rows)])],
    ['JSON', asJson],
    ['JSON lines', asLines],
    ['a workbook', xlsxOf(rows)],
  ])('%s is read to the same rows', (_, bytes) => {
    const found = read(bytes)
    if (!found.ok) throw new Error(JSON.stringify(found.refusals))
    expect(found.value.problems).toEqual([])
    expect(found.value.rows.map(({ place: _place, ...row }) => row)).toEqual([
      {
        guarantee: 'TG-2026-0000001',
        loan: 'L-100-1',
        month: '2026-09',
        outstanding: 900_000_000n,
        drawn: 0n,
        repaid: 100_000_000n,
        rate: '0.0475',
        arrearsSince: null,
        state: 'performing',
        feePaid: null,
        feePaidOn: null,
      },
      {
        guarantee: 'TG-2026-0000002',
        loan: 'L-100-1',
        month: '2026-09',
        outstanding: 900_000_000n,
        drawn: 0n,
        repaid: 100_000_000n,
        rate: '0.0475',
        arrearsSince: '2026-09-14',
        state: 'arrears',
        feePaid: 12_000n,
        feePaidOn: '2026-09-30',
      },
    ])
  })

  test.each(['ko', 'zh'] as const)('headings in %s are known', language => {
    const found = read(
      csvOf(
        rows,
        MONTH_COLUMNS.map(one => one.names[language]),
      ),
    )
    expect(found.ok && found.value.problems).toEqual([])
  })

  // The bytes of the Korean headings in code page 949, written out: the encoder of the platform writes UTF-8 only.
  test('code page 949 is read where the file is no UTF-8', () => {
    const guarantee = Buffer.from([0xba, 0xb8, 0xc1, 0xf5, 0xb9, 0xf8, 0xc8, 0xa3]) // 보증번호
    const rest = csvOf(rows).subarray('guarantee'.length)
    const found = read(Buffer.concat([guarantee, rest]))
    expect(found.ok && found.value.found.encoding).toBe('euc-kr')
    expect(found.ok && found.value.problems).toEqual([])
  })

  test('numbers of a workbook are what was typed: days, months, rates and amounts', () => {
    const cells = [
      'TG-2026-0000001',
      { number: '1001' },
      { number: '46266' }, // 2026-09-01
      { number: '900000000' },
      { number: '0' },
      { number: '1E8' },
      { number: '4.7500000000000001E-2' },
      { number: '46279' }, // 2026-09-14
      'arrears',
    ]
    const found = read(workbookOf([[...HEADING], cells]))
    if (!found.ok) throw new Error(JSON.stringify(found.refusals))
    expect(found.value.problems).toEqual([])
    expect(found.value.rows[0]).toMatchObject({
      loan: '1001',
      month: '2026-09',
      outstanding: 900_000_000n,
      repaid: 100_000_000n,
      rate: '0.0475',
      arrearsSince: '2026-09-14',
    })
  })

  test('every problem of every row is listed, each with its row and column', () => {
    expect(
      outcome(
        csvOf([
          { ...ROW, guarantee: 'X', outstanding: '-5', rate: '4.75', state: 'fine', arrears_since: '2026-02-30' },
          { ...ROW, outstanding: '1.5', month: '2026-13', loan: 'a;b' },
          { ...ROW, guarantee: numbered(3), month: '2026-08' },
          { ...ROW, guarantee: numbered(4), state: 'accelerated' },
          { ...ROW, guarantee: numbered(5), arrears_since: '2026-09-01' },
          { ...ROW, guarantee: numbered(6), state: 'arrears', arrears_since: '2026-10-01' },
          { ...ROW, guarantee: numbered(7), state: 'closed' },
          { ...ROW, guarantee: numbered(8), fee_paid: '1' },
          { ...ROW, guarantee: numbered(9), fee_paid: '1', fee_paid_on: '2026-08-31' },
          { ...ROW, guarantee: numbered(10), fee_paid: '1', fee_paid_on: '2026-10-11' },
          { ...ROW, guarantee: numbered(3) },
          { ...ROW, guarantee: numbered(11), outstanding: '1000000000000000000' },
          // What its sound cells say is told with what its others are not: one round is enough.
          { ...ROW, month: '2026-08', rate: 'x', state: 'arrears', fee_paid: '1' },
          { ...ROW, rate: 'x' },
          { ...ROW, guarantee: numbered(12), fee_paid: '0' },
        ]),
      ),
    ).toEqual([
      '2.outstanding row_formula',
      '2.guarantee row_guarantee',
      '2.rate row_rate',
      '2.arrears_since row_day',
      '2.state row_state',
      '3.loan row_loan',
      '3.month row_month',
      '3.outstanding row_amount',
      '4.month row_month_other',
      '5.arrears_since row_arrears_day_missing',
      '6.arrears_since row_arrears_day_unexpected',
      '7.arrears_since row_day_after_month',
      '8.outstanding row_closed_outstanding',
      '9.fee_paid_on row_fee_incomplete',
      '10.fee_paid_on row_fee_day_other_month',
      '11.fee_paid_on row_day_to_come',
      '12.guarantee row_repeated',
      '13.outstanding row_amount',
      '14.rate row_rate',
      '14.month row_month_other',
      '14.arrears_since row_arrears_day_missing',
      '14.fee_paid_on row_fee_incomplete',
      '14.guarantee row_repeated',
      '15.rate row_rate',
      '15.guarantee row_repeated',
    ])
  })

  test.each([
    ['unknown', csvOf([ROW], [...HEADING.slice(0, -1), 'balance']), ['column 11 table_column_unknown']],
    ['repeated', csvOf([ROW], [...HEADING.slice(0, -1), 'loan']), ['column 11 table_column_repeated']],
    ['missing', csvOf([ROW], ['guarantee', 'loan']), HEADING.slice(2, 9).map(name => `${name} table_column_missing`)],
    ['of no row', csvOf([]), ['table_empty']],
    ['empty', '', ['table_empty']],
  ])('a sheet with headings %s is refused, each heading named', (_, bytes, codes) => {
    expect(outcome(bytes)).toEqual(codes)
  })

  test('a row too long is listed, a blank one passed over, one too short has empty cells', () => {
    const text = Buffer.from(csvOf([ROW])).toString()
    const short = 'TG-2026-0000002,L1,2026-09,1,0,0,0.05,,performing\r\n'
    expect(outcome(`${text}\r\n,,,\r\n${short}`)).toEqual([])
    expect(outcome(text.replace('performing,"",""', 'performing,"","",more'))).toEqual(['2. row_cells'])
  })
})

test('the days of a month are its first to its last', () => {
  const edges: readonly Row[] = [
    { ...ROW, state: 'arrears', arrears_since: '2026-09-30', fee_paid: '1', fee_paid_on: '2026-09-01' },
    { ...ROW, guarantee: numbered(2), state: 'arrears', arrears_since: '2026-10-01' },
    { ...ROW, guarantee: numbered(3), fee_paid: '1', fee_paid_on: '2026-10-01' },
  ]
  expect(outcome(csvOf(edges))).toEqual([
    '3.arrears_since row_day_after_month',
    '4.fee_paid_on row_fee_day_other_month',
  ])
})

describe('files made to do harm', () => {
  const one = (raw: string) =>
    workbookOf([[...HEADING], [{ raw }, ...HEADING.slice(1).map(name => ROW[name as 'loan'])]])
  const patched = (name: string, change: (text: string) => string) => {
    const files = workbookFiles([[...HEADING], HEADING.map(heading => ROW[heading])])
    files[name] = new TextEncoder().encode(change(new TextDecoder().decode(files[name])))
    return zipSync(files)
  }
  const sheet = 'xl/worksheets/sheet1.xml'

  test.each([
    [
      'a formula',
      one('<c r="@" t="str"><f>CONCATENATE("TG-2026-","0000001")</f><v>TG-2026-0000001</v></c>'),
      ['2.guarantee row_formula'],
    ],
    ['a formula as text', one('<c r="@" t="inlineStr"><is><t>=1+1</t></is></c>'), ['2.guarantee row_formula']],
    ['an error of a calculation', one('<c r="@" t="e"><v>#REF!</v></c>'), ['2.guarantee row_cell_odd']],
    ['true', one('<c r="@" t="b"><v>1</v></c>'), ['2.guarantee row_cell_odd']],
    [
      'a number of more digits than are kept',
      one('<c r="@"><v>1234567890123456</v></c>'),
      ['2.guarantee row_number_long'],
    ],
    ['a shared text that is not there', one('<c r="@" t="s"><v>99</v></c>'), ['table_workbook']],
    ['a formula in CSV', csvOf([{ ...ROW, loan: '=HYPERLINK("http://x")' }]), ['2.loan row_formula']],
    ['a formula in JSON', JSON.stringify([{ ...ROW, loan: '@SUM(1)' }]), ['1.loan row_formula']],
    ['NUL in a cell', csvOf([{ ...ROW, loan: `a${'\u0000'.repeat(3)}`, fee_paid: '' }]), ['table_format']],
    [
      'an entity of its own',
      patched(sheet, text => text.replace('<worksheet', '<!DOCTYPE x [<!ENTITY a "b">]><worksheet')),
      ['table_workbook'],
    ],
    ['an unknown entity', patched(sheet, text => text.replace('<v>0', '<v>&a;0')), ['table_workbook']],
    ['a tag left open', patched(sheet, text => text.replace('</sheetData>', '')), ['table_workbook']],
    [
      'a tag closed by another name',
      patched(sheet, text => text.replace('</sheetData>', '</sheetDatum>')),
      ['table_workbook'],
    ],
    ['tags nested too deep', patched(sheet, text => text.replace('<sheetData>', '<x>'.repeat(99))), ['table_workbook']],
    ['rows out of order', patched(sheet, text => text.replace('<row r="2">', '<row r="1">')), ['table_workbook']],
    ['cells out of order', patched(sheet, text => text.replace('r="B2"', 'r="A2"')), ['table_workbook']],
    ['a cell in column 1,000,000', patched(sheet, text => text.replace('r="I2"', 'r="ZZZ2"')), ['row 2 table_columns']],
    [
      'two sheets',
      patched('xl/workbook.xml', text => text.replace('</sheets>', '<sheet name="b"/></sheets>')),
      ['table_sheets'],
    ],
    [
      'days from 1904',
      patched('xl/workbook.xml', text => text.replace('<sheets>', '<workbookPr date1904="1"/><sheets>')),
      ['table_workbook'],
    ],
    [
      'an archive in the archive',
      zipSync({ ...workbookFiles([[...HEADING]]), 'xl/a.bin': zipSync({ a: new Uint8Array(9) }) }),
      ['table_workbook'],
    ],
    [
      'macros',
      zipSync({ ...workbookFiles([[...HEADING]]), 'xl/vbaProject.bin': new Uint8Array(9) }),
      ['table_workbook'],
    ],
    ['no workbook', zipSync({ 'a.txt': new Uint8Array(9) }), ['table_workbook']],
    ['half a workbook', xlsxOf([ROW]).subarray(0, 700), ['table_workbook']],
    ['bytes that are no text', Uint8Array.of(0x81, 0xff, 0xfe, 0x00), ['table_encoding']],
    ['UTF-16', Buffer.from('\ufeffguarantee', 'utf16le'), ['table_encoding']],
    ['JSON that nests', JSON.stringify([{ ...ROW, loan: { a: 1 } }]), ['row 1 table_json']],
    ['JSON cut off', JSON.stringify([ROW]).slice(0, -5), ['row 1 table_json']],
    ['JSON with a name twice', `[{"loan":"a","loan":"b"}]`, ['row 1 table_json']],
    ['JSON with something behind it', `${JSON.stringify([ROW])} x`, ['table_json']],
    ['an amount as a JSON number', JSON.stringify([{ ...ROW, outstanding: 9e8 }]), ['1.outstanding row_cell_odd']],
    ['JSON with an unknown name', JSON.stringify([{ ...ROW, balance: '1' }]), ['1.balance row_names']],
  ])('%s is refused or listed', (_, bytes, codes) => {
    expect(outcome(bytes)).toEqual(codes)
  })

  test('a bomb is noticed by how often its length it unpacks to, and a file that hides its length', () => {
    const bomb = zipSync({
      ...workbookFiles([[...HEADING]]),
      'xl/worksheets/sheet2.xml': new Uint8Array(8 * 1024 * 1024),
    })
    expect(bomb.length).toBeLessThan(32 * 1024)
    expect(outcome(bomb)).toEqual(['table_workbook'])
    // A size in the directory that says less than is there.
    const lying = Buffer.from(xlsxOf([ROW]))
    const at = lying.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    lying.writeUInt32LE(1, at + 24)
    expect(outcome(lying)).toEqual(['table_workbook'])
  })

  test('no mutation of a good file makes the reading throw', () => {
    const good = [Buffer.from(csvOf([ROW])), Buffer.from(JSON.stringify([ROW])), Buffer.from(xlsxOf([ROW]))]
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.nat(), fc.nat(255), fc.nat(20), (file, place, byte, cut) => {
        const bytes = Buffer.from(file)
        bytes[place % bytes.length] = byte
        const found = read(bytes.subarray(0, bytes.length - cut))
        expect(found.ok ? found.value.found.rows : found.refusals.length).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
  })
})

test('the sheet given back says in its last column what is wrong, and reads as the sheet it was', () => {
  const problems = [{ row: 2, column: 'rate', code: 'row_rate' as const, value: '4.75', limit: 'a share of 1' }]
  const back = headingBack(MONTH_COLUMNS, 'ko') + rowBack(MONTH_COLUMNS, { ...ROW, loan: '=1' }, problems, 'ko')
  const { rows } = rowsOf(back)
  expect(rows[0]?.at(-1)).toBe('오류')
  expect(rows[1]?.at(-1)).toBe('대출금리: 금리를 읽을 수 없음 (4.75). 4.75%는 0.0475로 적어 주세요.')
  expect(rows[1]?.[1]).toBe("'=1")
  expect(rows[1]?.[0]).toBe(ROW.guarantee)
})
