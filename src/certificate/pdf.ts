/**
 * Draws a paper, first of all a certificate: tagged PDF/A-3a that also says it is PDF/UA, fonts embedded, the record
 * attached, and room left for the seal. The same content gives the same bytes. Every word on it comes from the content.
 */
import { zlibSync } from 'fflate'
import PDFDocument from 'pdfkit'
import QRCode from 'qrcode'
import { hundredth } from '../figures/hundredth.ts'
import type { CalendarDate } from '../kernel/calendar.ts'
import { ok, type Result, refusal, refuse } from '../kernel/result.ts'
import type { Language } from '../kernel/words.ts'
import { joined } from './bytes.ts'
import type { CertificateAttachment, CertificateContent, PaperContent } from './content.ts'
import { type LaidOut, laidOut } from './layout-pages.ts'
import { INK, type Ink, MARGIN, PAGE, type Paper, rectangle, type Tag, type TagOptions } from './layout-paper.ts'
import {
  type Run,
  type SetLine,
  type TypefaceName,
  type Typefaces,
  type Typesetter,
  typesetter,
} from './layout-text.ts'
import type { CertificateRefusal } from './refusals.ts'

/**
 * Opened fonts, and how a legal day becomes the moment a PDF wants: handed in by the edge that owns files and clocks.
 */
export type Press = { readonly fonts: Typefaces; readonly startOf: (day: CalendarDate) => Date }

/** Bytes kept free for the seal: ours take about 2,000; an outside time-stamp with its chain takes up to 7,000. */
export const SEAL_ROOM = 8192
export const SEAL_FIELD = 'Seal'

const LANG: Readonly<Record<Language, string>> = { ko: 'ko-KR', en: 'en-US', zh: 'zh-CN' }

// PDF/A wants every metadata schema outside its own list described; PDF/UA's identification is one.
const UA_SCHEMA = `<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>`

// The PDF library writes these texts into XML as they are, so what XML reads as markup becomes its full-width twin.
const inMetadata = (text: string): string => text.replaceAll('&', '＆').replaceAll('<', '＜').replaceAll('>', '＞')

type Document = InstanceType<typeof PDFDocument>
type Element = ReturnType<Document['struct']>

// Parts of the library that its types leave out.
type StructOptions = NonNullable<Parameters<Document['struct']>[1]> & { readonly scope?: string }
type Reference = { readonly data: Record<string, unknown>; end: (contents?: Uint8Array) => void }
type Stream = { compress: boolean; buffer: Uint8Array[]; finalize: () => void }
type EmbeddedFont = {
  readonly id: string
  readonly scale: number
  readonly subset: { includeGlyph: (glyph: number) => number }
  readonly widths: number[]
  readonly unicode: (readonly number[])[]
  ref: () => unknown
}
type Inner = {
  readonly page: {
    readonly annotations: Reference[]
    readonly dictionary: { readonly data: Record<string, unknown> }
    readonly fonts: Record<string, unknown>
  }
  readonly _font: EmbeddedFont
  readonly _root: { readonly data: Record<string, unknown> }
  addNamedEmbeddedFile: (name: string, specification: Reference) => void
}

/**
 * Has streams packed by a packer written in JavaScript: how the runtime's own one packs is its own affair, and may be
 * another on the next version or processor, where the same content must still give the same bytes. At this level it
 * takes the same time, and the file is two percent longer than at the highest.
 */
function packAlike(doc: Document): void {
  const inner = doc as unknown as { ref: (...given: readonly unknown[]) => Stream }
  const plain = inner.ref.bind(doc)
  inner.ref = (...given) => {
    const stream = plain(...given)
    const finalize = stream.finalize.bind(stream)
    stream.finalize = () => {
      if (stream.compress && stream.buffer.length > 0) {
        stream.buffer = [zlibSync(joined(...stream.buffer), { level: 2, mem: 3 })]
        stream.compress = false
      }
      finalize()
    }
    return stream
  }
}

function open(content: PaperContent, press: Press): Document {
  const day = press.startOf(content.issuedOn)
  const options = {
    subset: 'PDF/A-3a',
    pdfVersion: '1.7',
    tagged: true,
    lang: LANG[content.language],
    displayTitle: true,
    autoFirstPage: false,
    size: 'A4',
    margin: 0,
    font: null,
    info: {
      Title: inMetadata(`${content.title} ${content.number.value}`),
      Author: inMetadata(content.issuer),
      Creator: 'tech-guarantee',
      Producer: 'tech-guarantee',
      CreationDate: day,
    },
  }
  const doc = new PDFDocument(options as unknown as PDFKit.PDFDocumentOptions)
  packAlike(doc)
  for (const [name, font] of Object.entries(press.fonts)) {
    doc.registerFont(name, font as unknown as PDFKit.Mixins.PDFFontSource)
  }
  return doc
}

function paperOf(doc: Document, press: Press): { readonly paper: Paper; readonly rootElement: Element } {
  const elements = new Map<Tag, Element>()
  const options = ({ alt, scope, box }: TagOptions): StructOptions => ({
    ...(alt === undefined ? {} : { alt }),
    ...(scope === undefined ? {} : { scope }),
    ...(box === undefined ? {} : { bbox: [...box] as [number, number, number, number] }),
  })
  const elementOf = (tag: Tag): Element => {
    const element = elements.get(tag)
    if (element === undefined) throw new Error(`no element is open for ${tag.tag}`)
    return element
  }
  const rootElement = doc.struct('Document')
  doc.addStructure(rootElement)
  const root: Tag = { tag: 'Document' }
  elements.set(root, rootElement)

  const inner = doc as unknown as Inner
  const fontOf = (name: TypefaceName): string => {
    doc.font(name)
    const { id } = inner._font
    inner.page.fonts[id] ??= inner._font.ref()
    return `/${id}`
  }
  /** Glyph numbers of the embedded subset, in the four hexadecimal digits of Identity-H; call `fontOf` before. */
  const encoded = (run: Run): string => {
    const { _font: embedded } = inner
    let digits = ''
    for (const character of run.text) {
      const code = character.codePointAt(0) as number
      const glyph = press.fonts[run.font].glyphForCodePoint(code)
      const id = embedded.subset.includeGlyph(glyph.id)
      embedded.widths[id] ??= glyph.advanceWidth * embedded.scale
      embedded.unicode[id] ??= [code]
      digits += id.toString(16).padStart(4, '0')
    }
    return digits
  }

  const paper: Paper = {
    root,
    open: (type, parent, given = {}) => {
      const element = doc.struct(type, options(given))
      elementOf(parent).add(element)
      const tag: Tag = { tag: type }
      elements.set(tag, element)
      return tag
    },
    content: (type, parent, draw, given = {}) => {
      elementOf(parent).add(doc.struct(type, options(given), draw))
    },
    artifact: draw => {
      doc.markContent('Artifact', { type: 'Layout' } as unknown as PDFKit.Mixins.MarkingOptions)
      draw()
      doc.endMarkedContent()
    },
    text: (line: SetLine, x, baseline, size, ink) => {
      // Set glyph by glyph rather than by the library's text(): no shaping is wanted (layout-text.ts has measured each
      // character), and a page of short texts is drawn in half the time. The matrix turns the page's y axis upright
      // again.
      doc.fillColor(INK[ink])
      let shown = `BT 1 0 0 -1 ${hundredth(x)} ${hundredth(baseline)} Tm`
      for (const run of line.runs) shown += `\n${fontOf(run.font)} ${hundredth(size)} Tf <${encoded(run)}> Tj`
      doc.addContent(`${shown}\nET`)
    },
    path: (path, { fill, stroke, width }) => {
      doc.path(path)
      if (stroke !== undefined) doc.lineWidth(width ?? 1).strokeColor(INK[stroke])
      if (fill !== undefined && stroke !== undefined) doc.fillAndStroke(INK[fill], INK[stroke])
      else if (fill !== undefined) doc.fill(INK[fill])
      else doc.stroke()
    },
    qr: (text, x, y, side) => {
      const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
      const module = side / modules.size
      for (let row = 0; row < modules.size; row++) {
        let from = -1
        for (let column = 0; column <= modules.size; column++) {
          const dark = column < modules.size && modules.get(row, column) === 1
          if (dark && from < 0) from = column
          if (!dark && from >= 0) {
            doc.rect(x + from * module, y + row * module, (column - from) * module, module)
            from = -1
          }
        }
      }
      doc.fill('#000000')
    },
  }
  return { paper, rootElement }
}

/** The double frame, and on papers of several pages the number and the page at the bottom. */
function drawFurniture(doc: Document, paper: Paper, content: PaperContent, press: Press, page: number, of: number) {
  paper.artifact(() => {
    paper.path(rectangle(22, 22, PAGE.width - 44, PAGE.height - 44), { stroke: 'accent', width: 1.1 })
    paper.path(rectangle(25, 25, PAGE.width - 50, PAGE.height - 50), { stroke: 'accentSoft', width: 0.5 })
    if (of === 1) return
    const type = typesetter(press.fonts, content.language)
    const style = { size: 7, weight: 'regular' } as const
    const left = type.line(content.number.value, style)
    const right = type.line(`${page} / ${of}`, style)
    paper.text(left, MARGIN.left, PAGE.height - 33, 7, 'muted' satisfies Ink)
    paper.text(right, PAGE.width - MARGIN.right - right.width, PAGE.height - 33, 7, 'muted')
  })
  doc.fontSize(7)
}

/** The signature field, without appearance: the seal is verified, not looked at. */
function leaveRoomForSeal(doc: Document, content: PaperContent, day: Date, root: Element): void {
  const inner = doc as unknown as Inner
  const signature = doc.ref({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'ETSI.CAdES.detached',
    ByteRange: [0, 9999999999, 9999999999, 9999999999],
    Contents: new Uint8Array(SEAL_ROOM),
    M: day,
    Name: new String(content.issuer),
    Reason: new String(content.seal.reason),
  }) as unknown as Reference
  const form = doc.struct('Form')
  root.add(form)
  const widget = {
    Subtype: 'Widget',
    FT: 'Sig',
    T: new String(SEAL_FIELD),
    TU: new String(content.seal.fieldLabel),
    Contents: new String(content.seal.fieldLabel),
    V: signature,
    F: 132,
    P: inner.page.dictionary,
    structParent: form,
  }
  doc.annotate(0, PAGE.height, 0, 0, widget as unknown as PDFKit.Mixins.AnnotationOption)
  form.end()
  doc.font('koreanRegular')
  doc.initForm()
  const acroForm = inner._root.data['AcroForm'] as Reference
  // PDF/A forbids readers to make appearances up.
  delete acroForm.data['NeedAppearances']
  acroForm.data['SigFlags'] = 3
  acroForm.data['Fields'] = [inner.page.annotations.at(-1)]
  signature.end()
}

/** Attaches the record as the document's own source, as PDF/A-3 wants it said; the seal is checksum enough. */
function attach(doc: Document, attachment: CertificateAttachment, day: Date): void {
  const inner = doc as unknown as Inner
  const { name, bytes, description } = attachment
  const params = { Size: bytes.length, CreationDate: day, ModDate: day }
  const stream = doc.ref({
    Type: 'EmbeddedFile',
    Subtype: 'application#2Fjson',
    Params: params,
  }) as unknown as Reference
  stream.end(bytes)
  const [shown, told] = [new String(name), new String(description)]
  const names = { Type: 'Filespec', AFRelationship: 'Data', F: shown, UF: shown, Desc: told, EF: { F: stream } }
  const specification = doc.ref(names) as unknown as Reference
  specification.end()
  inner.addNamedEmbeddedFile(name, specification)
  inner._root.data['AF'] = [specification]
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}

/** Everything that was written, which the library has ready once it has ended: nothing here waits. */
function bytesOf(doc: Document): Uint8Array {
  const chunks: Uint8Array[] = []
  let length = 0
  for (let chunk = doc.read() as Uint8Array | null; chunk !== null; chunk = doc.read() as Uint8Array | null) {
    chunks.push(chunk)
    length += chunk.length
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/**
 * Draws a paper, unsealed, with room for the seal.
 *
 * @param layOut what stands where: every block that is drawn, on its page
 * Refused: `certificate_text_undrawable` where a text holds a character that none of the fonts has (an emoji, say): a
 * paper with an empty box in a name is worse than none.
 */
export function drawPaper<Content extends PaperContent>(
  content: Content,
  press: Press,
  layOut: (type: Typesetter, content: Content) => LaidOut,
): Result<Uint8Array, 'certificate_text_undrawable'> {
  const type = typesetter(press.fonts, content.language)
  const { attachment, ...printed } = content
  const missing = [...new Set(textsOf(printed).flatMap(text => type.undrawable(text)))]
  if (missing.length > 0) {
    const codes = missing.map(
      character => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
    )
    return refuse(refusal('certificate_text_undrawable' as const, 'content', { characters: codes.join(' ') }))
  }
  const doc = open(content, press)
  const day = press.startOf(content.issuedOn)
  const { paper, rootElement } = paperOf(doc, press)
  const { pages } = layOut(type, content)
  pages.forEach((placed, index) => {
    doc.addPage({ size: 'A4', margin: 0 })
    ;(doc as unknown as Inner).page.dictionary.data['Tabs'] = 'S'
    drawFurniture(doc, paper, content, press, index + 1, pages.length)
    for (const { block, y } of placed) block.draw(paper, y)
  })
  leaveRoomForSeal(doc, content, day, rootElement)
  rootElement.end()
  attach(doc, attachment, day)
  doc.appendXML(UA_SCHEMA)
  doc.end()
  return ok(bytesOf(doc))
}

/** Draws a certificate, unsealed; refused as any paper is. */
export const drawCertificate = (content: CertificateContent, press: Press): Result<Uint8Array, CertificateRefusal> =>
  drawPaper(content, press, laidOut)
