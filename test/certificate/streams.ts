/** What the pages of a drawn paper hold, and what of it is painted outside the structure. */
import { inflateSync } from 'node:zlib'
import { latin1 } from './sealed.ts'

/** The page contents of a file, unpacked. */
export function contentStreams(pdf: Uint8Array): readonly string[] {
  const text = latin1(pdf)
  const pages = [...text.matchAll(/\/Contents ([0-9]+) 0 R/g)].map(found => found[1])
  return pages.map(number => {
    const start = text.indexOf('stream\n', text.indexOf(`\n${number} 0 obj`)) + 'stream\n'.length
    return inflateSync(pdf.subarray(start)).toString('latin1')
  })
}

/** Operators that paint or show, outside any marked content: PDF/UA allows none. */
export function untagged(stream: string): readonly string[] {
  let depth = 0
  const found: string[] = []
  for (const line of stream.split('\n')) {
    if (/ (BMC|BDC)$/.test(line)) depth++
    if (line === 'EMC') depth--
    if (depth === 0 && /(?:^| )(?:Tj|TJ|f|f\*|S|s|B|b|Do|sh)$/.test(line)) found.push(line)
  }
  return found
}
