/** A small PDF whose Hangul is in KS X 1001 with a font it does not bring, as many an office still writes them. */

/** A face that is not brought along. */
const FACE = '/HYSMyeongJo-Medium'

/** @param pages  of each its lines: CP949 in hexadecimal, which no encoder of Node writes */
export function hangulPdf(pages: readonly (readonly string[])[]): Uint8Array {
  const objects: string[] = []
  const put = (body: string): number => objects.push(body)
  const first = 7
  put('<< /Type /Catalog /Pages 2 0 R >>')
  put(`<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${first + at * 2} 0 R`).join(' ')}] >>`)
  put(`<< /Type /Font /Subtype /Type0 /BaseFont ${FACE} /Encoding /KSCms-UHC-H /DescendantFonts [4 0 R] >>`)
  const system = '<< /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >>'
  const descendant = '/Type /Font /Subtype /CIDFontType0 /FontDescriptor 5 0 R /DW 1000'
  put(`<< ${descendant} /BaseFont ${FACE} /CIDSystemInfo ${system} >>`)
  const box = '/FontBBox [0 -200 1000 900] /Ascent 800 /Descent -200 /CapHeight 700'
  put(`<< /Type /FontDescriptor /FontName ${FACE} /Flags 4 ${box} /ItalicAngle 0 /StemV 80 >>`)
  put('<< >>')
  for (const [at, lines] of pages.entries()) {
    const paper = '/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>'
    put(`<< ${paper} /Contents ${first + at * 2 + 1} 0 R >>`)
    const text = `BT /F1 20 Tf 60 760 Td ${lines.map(hex => `<${hex}> Tj 0 -40 Td`).join(' ')} ET`
    put(`<< /Length ${text.length} >>\nstream\n${text}\nendstream`)
  }
  let file = '%PDF-1.7\n'
  const places = objects.map((body, at) => {
    const place = file.length
    file += `${at + 1} 0 obj\n${body}\nendobj\n`
    return place
  })
  const table = file.length
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`
  file += places.map(place => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return new TextEncoder().encode(file)
}
