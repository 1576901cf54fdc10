/** How many pages a PDF has, from its page tree as ISO 32000-1 (7.5.7, 7.7.3) has it; and when nobody can say. */
import { deflateSync } from 'node:zlib'
import PDFDocument from 'pdfkit'
import { expect, test } from 'vitest'
import { pagesOfPdf } from '../../src/application/papers/pages.ts'
import { inflated } from '../../src/platform/inflate.ts'
import { pdf } from './made.ts'

const pages = (bytes: Uint8Array) => pagesOfPdf(bytes, inflated)
const file = (...objects: readonly string[]): Buffer =>
  Buffer.from(['%PDF-1.7', ...objects, 'trailer\n<</Root 1 0 R>>\n%%EOF\n'].join('\n'), 'latin1')
const CATALOG = '1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj'
const top = (kids: string, count: number | string) =>
  `2 0 obj\n<</Type /Pages /Kids [${kids}] /Count ${count}>>\nendobj`
const leaf = (id: number) => `${id} 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj`

/** As the house's own papers are written, streams packed. */
const written = (count: number): Promise<Buffer> =>
  new Promise(done => {
    const document = new PDFDocument({ autoFirstPage: false })
    const parts: Buffer[] = []
    document.on('data', (part: Buffer) => parts.push(part))
    document.on('end', () => done(Buffer.concat(parts)))
    for (let at = 1; at <= count; at++) document.addPage().text(`/Type /Page, page ${at} of ${count}`)
    document.end()
  })

test.each([1, 2, 37])('a document of %i pages has as many', async count => {
  expect(pages(await written(count))).toBe(count)
})

test('pages are counted through every branch of the tree, and words about pages are none', () => {
  expect(pages(pdf())).toBe(1)
  const branch = '4 0 obj\n<</Type/Pages/Parent 2 0 R/Kids[5 0 R 6 0 R]/Count 2>>\nendobj'
  expect(pages(file(CATALOG, top('3 0 R 4 0 R', 3), leaf(3), branch, leaf(5), leaf(6)))).toBe(3)
  // A page that no branch leads to is in the file and not in the document.
  expect(pages(file(CATALOG, top('3 0 R', 1), leaf(3), leaf(7)))).toBe(1)
  expect(
    pages(
      file(
        CATALOG,
        '2 0 obj\n<</Type/Pages/Kids 8 0 R/Count 9 0 R>>\nendobj',
        leaf(3),
        '8 0 obj\n[3 0 R]\nendobj',
        '9 0 obj\n1\nendobj',
      ),
    ),
  ).toBe(1)
  expect(pages(file(CATALOG, top('3 0 R', 1), '3 0 obj\n<</Type/#50age/Parent 2 0 R>>\nendobj'))).toBe(1)
})

test('objects packed into a stream are found, and what an update changed counts as changed', () => {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>',
    '<</Type/Page>>',
    '<</Type/Page>>',
  ]
  let place = 0
  const pairs = objects.map((one, at) => {
    const pair = `${at + 1} ${place}`
    place += one.length + 1
    return pair
  })
  const head = `${pairs.join(' ')} `
  const packed = deflateSync(Buffer.from(head + objects.join(' ')))
  const stream = Buffer.concat([
    Buffer.from(
      [
        '%PDF-1.7\n9 0 obj',
        `<</Type/ObjStm/N 4/First ${head.length}/Filter/FlateDecode/Length ${packed.length}>>\nstream\n`,
      ].join('\n'),
    ),
    packed,
    Buffer.from(
      '\nendstream\nendobj\n10 0 obj\n<</Type/XRef/Root 1 0 R/Size 11/Length 0>>\nstream\n\nendstream\nendobj\n',
    ),
  ])
  const end = Buffer.from('startxref\n0\n%%EOF\n')
  expect(pages(Buffer.concat([stream, end]))).toBe(2)
  const update = Buffer.from('2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\ntrailer\n<</Root 1 0 R>>\n')
  expect(pages(Buffer.concat([stream, end, update, end]))).toBe(1)
})

test.each([
  ['the tree says another number than it has', file(CATALOG, top('3 0 R', 2), leaf(3))],
  ['the tree says none', file(CATALOG, '2 0 obj\n<</Type/Pages/Kids[3 0 R]>>\nendobj', leaf(3))],
  ['a page is missing', file(CATALOG, top('3 0 R 4 0 R', 2), leaf(3))],
  ['a branch holds itself', file(CATALOG, top('2 0 R', 1))],
  ['one page stands twice', file(CATALOG, top('3 0 R 3 0 R', 2), leaf(3))],
  ['there is no catalog', file(top('3 0 R', 1), leaf(3))],
  [
    'its objects are packed in a way that is not read',
    Buffer.from(
      '%PDF-1.7\n9 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/LZWDecode>>\nstream\nxx\nendstream\n' +
        'endobj\ntrailer\n<</Root 1 0 R>>\n%%EOF',
    ),
  ],
])('nobody says a number where %s', (_, bytes) => {
  expect(pages(bytes)).toBeNull()
})
