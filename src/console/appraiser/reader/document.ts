/** A PDF opened in the browser: its reader, worker, encodings and fonts come from this service alone. */
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, TextLayer, version } from 'pdfjs-dist'
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import { type PageText, pageText } from './text.ts'

GlobalWorkerOptions.workerSrc = workerAddress
const PARTS = `${import.meta.env.BASE_URL}assets/pdf-${version}/`

export type Opened = PDFDocumentProxy

/** Opens a paper; close it by `destroy()` of its loading task. */
export function openPdf(bytes: Uint8Array) {
  return getDocument({
    data: bytes,
    cMapUrl: `${PARTS}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${PARTS}standard_fonts/`,
    wasmUrl: `${PARTS}wasm/`,
    // The policy of the page runs no WebAssembly, and that of the worker lets it fetch nothing.
    useWasm: false,
    useWorkerFetch: false,
    useSystemFonts: true,
  })
}

export async function textOf(opened: Opened, number: number): Promise<PageText> {
  const page = await opened.getPage(number)
  const { items } = await page.getTextContent()
  return pageText(items.flatMap(item => ('str' in item ? [{ text: item.str, endsLine: item.hasEOL }] : [])))
}

/** A page being drawn, its text laid over it: the pieces of the text in their order, null if it was left before. */
export type Drawn = { readonly done: Promise<readonly HTMLElement[] | null>; readonly cancel: () => void }

export function draw(
  opened: Opened,
  number: number,
  width: number,
  zoom: number,
  sheet: HTMLElement,
  canvas: HTMLCanvasElement,
  layer: HTMLElement,
): Drawn {
  let isOver = false
  let stop = (): void => undefined
  const drawing = async (): Promise<readonly HTMLElement[] | null> => {
    const page = await opened.getPage(number)
    // Both are read before anything is drawn: a text layer that is given up before it begins breaks in the library.
    const textContentSource = await page.getTextContent()
    if (isOver) return null
    const scale = (width / page.getViewport({ scale: 1 }).width) * zoom
    const viewport = page.getViewport({ scale })
    const dots = window.devicePixelRatio
    // A canvas takes whole numbers, and cuts what is given to them.
    canvas.width = viewport.width * dots
    canvas.height = viewport.height * dots
    sheet.style.width = `${viewport.width}px`
    sheet.style.height = `${viewport.height}px`
    sheet.style.setProperty('--total-scale-factor', String(scale))
    layer.replaceChildren()
    const task = page.render({ canvas, viewport, transform: [dots, 0, 0, dots, 0, 0] })
    const text = new TextLayer({ textContentSource, container: layer, viewport })
    stop = () => {
      task.cancel()
      text.cancel()
    }
    await Promise.all([task.promise, text.render()])
    return isOver ? null : text.textDivs
  }
  return {
    // What was left for another page is no fault.
    done: drawing().catch(fault => {
      if (isOver) return null
      throw fault
    }),
    cancel: () => {
      isOver = true
      stop()
    },
  }
}
