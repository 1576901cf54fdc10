/** The part of fontkit that is used here; the package ships no types. */
declare module 'fontkit' {
  export type OpenedFont = {
    readonly postscriptName: string
    readonly unitsPerEm: number
    readonly numGlyphs: number
    readonly characterSet: readonly number[]
    hasGlyphForCodePoint(codePoint: number): boolean
    glyphForCodePoint(codePoint: number): { readonly id: number; readonly advanceWidth: number }
    layout(text: string): { readonly advanceWidth: number }
    createSubset(): unknown
  }
  export function create(bytes: Uint8Array): OpenedFont
}
