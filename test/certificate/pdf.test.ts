/**
 * The drawn paper: the same bytes for the same content, tagged to the last stroke, and readable by other people's
 * tools.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { drawCertificate } from '../../src/certificate/pdf.ts'
import { openPress } from '../../src/platform/fonts.ts'
import { sampleContent } from './sample.ts'
import { drawn, inFolder, isInstalled, latin1, run, written } from './sealed.ts'
import { contentStreams, untagged } from './streams.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('the drawn certificate', () => {
  it('is the same, byte for byte, whenever the content is the same', () => {
    for (const language of ['ko', 'en', 'zh'] as const) {
      expect(sha256(drawn(sampleContent(language)))).toBe(sha256(drawn(sampleContent(language))))
    }
  })

  it('is the same in another process', () => {
    const sealedModule = fileURLToPath(new URL('./sealed.ts', import.meta.url))
    const program = `import { drawn } from ${JSON.stringify(sealedModule)}
      import { createHash } from 'node:crypto'
      console.log(createHash('sha256').update(drawn()).digest('hex'))`
    const other = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
    expect(other.stdout.trim()).toBe(sha256(drawn()))
  })

  it('is another file when one character is another', () => {
    const sample = sampleContent('ko')
    expect(sha256(drawn({ ...sample, statement: `${sample.statement} ` }))).not.toBe(
      sha256(drawn({ ...sample, statement: `${sample.statement}.` })),
    )
  })

  it('says PDF/A-3a and PDF/UA-1, its language and its title, and leaves room for one seal', () => {
    const text = latin1(drawn(sampleContent('zh')))
    expect(text).toContain('<pdfaid:part>3</pdfaid:part>')
    expect(text).toContain('<pdfaid:conformance>A</pdfaid:conformance>')
    expect(text).toContain('<pdfuaid:part>1</pdfuaid:part>')
    expect(text).toContain('/Lang (zh-CN)')
    expect(text).toContain('/DisplayDocTitle true')
    expect(text).toContain('/AFRelationship /Data')
    expect(text).not.toContain('NeedAppearances')
    // Three figures and the score table are told in words too.
    expect(text.match(/\/Alt \(/g)).toHaveLength(4)
    expect(text.match(/\/ByteRange \[/g)).toHaveLength(1)
    // Every font is embedded and none is one of the fourteen that readers are expected to have.
    expect(text.match(/\/Subtype \/Type0/g)?.length).toBe(text.match(/\/FontFile2 /g)?.length)
    expect(text).not.toContain('/Subtype /Type1')
  })

  it('paints nothing outside the structure: what is not content is marked an artifact', () => {
    for (const language of ['ko', 'en', 'zh'] as const) {
      for (const stream of contentStreams(drawn(sampleContent(language)))) {
        expect(stream.length).toBeGreaterThan(1000)
        expect(untagged(stream)).toEqual([])
      }
    }
  })

  it('would be caught painting outside the structure', () => {
    const [stream = ''] = contentStreams(drawn())
    expect(untagged(`${stream}\n0 0 m\n9 9 l\nS`)).toEqual(['S'])
  })

  it('keeps markup in a title from breaking the metadata', () => {
    const text = Buffer.from(drawn(sampleContent('en', { issuer: 'R&D <Fund>' }))).toString('utf8')
    expect(text).toContain('R＆D ＜Fund＞')
    expect(text).not.toContain('<rdf:li>R&D')
  })

  it('refuses a name with a character that no font has, naming the character', () => {
    const content = sampleContent('ko', { facts: [{ label: '기업명', value: '한빛🚀정밀' }] })
    expect(drawCertificate(content, openPress())).toEqual({
      ok: false,
      refusals: [{ code: 'certificate_text_undrawable', at: 'content', params: { characters: 'U+1F680' } }],
    })
  })

  it('goes on overleaf where one page cannot hold it, the seal still on the first', () => {
    const many = Array.from({ length: 60 }, (_, index) => `조건 ${index + 1}: ${'기술료 정산 '.repeat(12)}`.trim())
    const sample = sampleContent('ko')
    const pdf = drawn({ ...sample, conditions: { ...sample.conditions, items: many } })
    const pages = latin1(pdf).match(/\/Type \/Page\n/g) ?? []
    expect(pages.length).toBeGreaterThan(1)
    for (const stream of contentStreams(pdf)) expect(untagged(stream)).toEqual([])
  })
})

describe('a second opinion on the drawn certificate', () => {
  it.skipIf(!isInstalled('qpdf'))('qpdf finds no error', () =>
    inFolder(folder => {
      for (const language of ['ko', 'en', 'zh'] as const) {
        const place = written(folder, `${language}.pdf`, drawn(sampleContent(language)))
        expect(run('qpdf', '--check', place)).toContain('No syntax or stream encoding errors found')
      }
    }),
  )

  it.skipIf(!isInstalled('pdfinfo'))('poppler reads it as tagged and finds its headings, tables and figures', () =>
    inFolder(folder => {
      const place = written(folder, 'ko.pdf', drawn())
      expect(run('pdfinfo', place)).toMatch(/Tagged: +yes/)
      const structure = run('pdfinfo', '-struct', place)
      expect(structure.match(/^ *H1/gm)).toHaveLength(1)
      expect(structure.match(/^ *Figure/gm)).toHaveLength(3)
      expect(structure.match(/^ *Table/gm)).toHaveLength(3)
      expect(structure.match(/^ *Form/gm)).toHaveLength(1)
      expect(structure).toContain('/Scope /Row')
      expect(structure).toContain('/Scope /Column')
    }),
  )

  it.skipIf(!isInstalled('pdftotext'))('every printed text can be copied out again in its own script', () =>
    inFolder(folder => {
      for (const language of ['ko', 'en', 'zh'] as const) {
        const sample = sampleContent(language)
        const place = written(folder, `${language}.pdf`, drawn(sample))
        const found = run('pdftotext', '-layout', place, '-').replace(/\s/g, '')
        const printed = [
          sample.title,
          sample.number.value,
          sample.notAGuarantee,
          sample.grade.value,
          ...sample.facts.map(fact => fact.value),
          ...sample.terms.rows.map(row => row.value),
        ]
        for (const text of printed) expect(found).toContain(text.replace(/\s/g, ''))
      }
    }),
  )

  it.skipIf(!isInstalled('pdfdetach'))('the record can be taken out again, byte for byte', () =>
    inFolder(folder => {
      const place = written(folder, 'ko.pdf', drawn())
      run('pdfdetach', '-save', '1', '-o', `${folder}/record.json`, place)
      expect(run('cat', `${folder}/record.json`)).toBe(
        Buffer.from(sampleContent('ko').attachment.bytes).toString('utf8'),
      )
    }),
  )

  it.skipIf(!isInstalled('pdffonts'))('all fonts are embedded subsets with a way back to text', () =>
    inFolder(folder => {
      const rows = run('pdffonts', written(folder, 'ko.pdf', drawn()))
        .trim()
        .split('\n')
        .slice(2)
      expect(rows.length).toBeGreaterThanOrEqual(2)
      for (const row of rows) expect(row).toMatch(/ yes +yes +yes /)
    }),
  )
})
