/** What a paper is, told by its bytes alone: seven kinds are taken, everything else is refused with its reason. */
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { kindOf } from '../../src/application/papers/content.ts'
import { cleanedName, namedAs } from '../../src/application/papers/names.ts'
import { inflated } from '../../src/platform/inflate.ts'
import { jpeg, pdf, png, text, xlsx, zip } from './made.ts'

const verdict = (bytes: Uint8Array): string => {
  const found = kindOf(bytes, inflated)
  return found.ok ? found.value : (found.refusals[0]?.code ?? '')
}

describe('what a paper is', () => {
  it('is told by its content: seven kinds are taken', () => {
    expect(
      [
        pdf(),
        png(),
        jpeg(),
        xlsx(),
        zip([
          { name: '[Content_Types].xml', bytes: text('<Types/>') },
          { name: 'word/document.xml', bytes: text('<d/>') },
        ]),
        text('{"a":[1]}'),
        text('<?xml version="1.0"?><a><b/></a>'),
      ].map(verdict),
    ).toEqual(['pdf', 'png', 'jpeg', 'xlsx', 'docx', 'json', 'xml'])
  })

  it('is refused with its reason where it is another thing, hides one, is locked, active, damaged or a bomb', () => {
    const zeros = Buffer.alloc(80 * 1024 * 1024)
    const bomb = deflateSync(zeros)
    const cases: [string, Uint8Array][] = [
      ['paper_type_refused', text('MZ\u0090\u0000')],
      ['paper_type_refused', text('just words')],
      ['paper_type_refused', text('<html><script>1</script></html>')],
      ['paper_type_refused', zip([{ name: 'a.txt', bytes: text('a') }])],
      ['paper_type_refused', xlsx({ name: '../../etc/passwd', bytes: text('a') })],
      ['paper_encrypted', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
      ['paper_encrypted', pdf('5 0 obj\n<</Encrypt 6 0 R>>\nendobj\n')],
      ['paper_encrypted', pdf('5 0 obj\n<</#45ncrypt 6 0 R>>\nendobj\n')],
      ['paper_encrypted', xlsx({ name: 'x', bytes: text('a'), flags: 1 })],
      ['paper_active', pdf('5 0 obj\n<</S/JavaScript/JS(app.alert(1))>>\nendobj\n')],
      ['paper_active', pdf('5 0 obj\n<</S/#4aavaScript>>\nendobj\n')],
      [
        'paper_active',
        pdf('', { head: '/Type/ObjStm/Filter/FlateDecode', bytes: deflateSync(text('<</S/Launch/F(cmd.exe)>>')) }),
      ],
      ['paper_active', xlsx({ name: 'xl/vbaProject.bin', bytes: text('a') })],
      ['paper_polyglot', Buffer.concat([pdf(), zip([{ name: 'a', bytes: text('a') }])])],
      ['paper_polyglot', Buffer.concat([pdf(), text('<script>alert(1)</script>')])],
      ['paper_polyglot', Buffer.concat([png(), text('<?php system($_GET[0]); ?>')])],
      ['paper_polyglot', Buffer.concat([png(), pdf()])],
      ['paper_polyglot', Buffer.concat([jpeg(), xlsx()])],
      ['paper_polyglot', Buffer.concat([xlsx(), pdf()])],
      ['paper_bomb', pdf('', { head: '/Filter/FlateDecode', bytes: bomb })],
      ['paper_bomb', pdf('', { head: '/Filter[/FlateDecode/FlateDecode]', bytes: deflateSync(bomb) })],
      ['paper_bomb', pdf('', { head: '/Filter/FlateDecode', bytes: deflateSync(Buffer.alloc(3_000_000)) })],
      ['paper_bomb', pdf('6 0 obj\n<</Type/Pages/Count 10000>>\nendobj\n')],
      ['paper_bomb', pdf('<</Type/Page>>\n'.repeat(2500))],
      ['paper_bomb', xlsx({ name: 'xl/sheet.xml', bytes: zeros })],
      ['paper_bomb', xlsx({ name: 'xl/sheet.bin', bytes: zip([{ name: 'a', bytes: text('a') }]) })],
      ['paper_bomb', xlsx({ name: 'xl/inner.zip', bytes: text('a') })],
      ['paper_bomb', zip(Array.from({ length: 2100 }, (_, at) => ({ name: `f${at}`, bytes: text('a') })))],
      ['paper_bomb', png(60_000, 60_000)],
      ['paper_bomb', text('['.repeat(5000))],
      ['paper_bomb', text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>')],
      ['paper_bomb', text(`<?xml version="1.0"?>${'<a>'.repeat(500)}`)],
      ['paper_damaged', text('{"a":')],
      ['paper_damaged', text('<?xml version="1.0"?><a><b></a>')],
      ['paper_damaged', pdf().subarray(0, 100)],
      ['paper_damaged', xlsx({ name: 'x', bytes: text('a'), size: 999 })],
      ['paper_damaged', png().subarray(0, 40)],
    ]
    const before = process.memoryUsage().rss
    expect(cases.map(([, bytes]) => verdict(bytes))).toEqual(cases.map(([code]) => code))
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024)
  })

  it('two files inside an archive over the same bytes are a bomb', () => {
    const two = zip([
      { name: '[Content_Types].xml', bytes: text('<Types/>') },
      { name: 'xl/workbook.xml', bytes: text('<workbook/>') },
    ])
    const second = two.lastIndexOf(Buffer.from('504b0102', 'hex'))
    two.writeUInt32LE(0, second + 42)
    expect(verdict(two)).toBe('paper_bomb')
  })

  it('any of ten thousand broken papers is answered, and never thrown over', () => {
    const seeds = [pdf(), png(), jpeg(), xlsx(), text('{"a":[1]}'), text('<?xml version="1.0"?><a><b/></a>')]
    let state = 20261122
    const next = (bound: number) => {
      state = (state * 1103515245 + 12345) % 2147483648
      return state % bound
    }
    for (let at = 0; at < 10_000; at++) {
      const bytes = Buffer.from(seeds[at % seeds.length]!)
      for (let change = 0; change <= next(4); change++) bytes[next(bytes.length)] = next(256)
      expect(typeof verdict(bytes.subarray(0, bytes.length - next(3)))).toBe('string')
    }
  })

  it('has a name without path, controls or marks that turn the reading order, and the ending of its kind', () => {
    expect(cleanedName('../../etc/passwd')).toBe('passwd')
    expect(cleanedName('C:\\temp\\plan.pdf')).toBe('plan.pdf')
    expect(cleanedName('invoice\u202efdp.exe')).toBe('invoicefdp.exe')
    expect(cleanedName('a\u0000b\r\nc\u200b.pdf')).toBe('abc.pdf')
    expect(cleanedName('\u2066...\u2069')).toBe('paper')
    expect(cleanedName('CON.pdf')).toBe('_CON.pdf')
    expect([...cleanedName('가'.repeat(300))].length).toBe(120)
    expect(namedAs('plan.exe', 'pdf')).toBe('plan.exe.pdf')
    expect(namedAs('plan.PDF', 'pdf')).toBe('plan.PDF')
  })
})
