/** Names of papers as they are kept and handed out: no path, nothing unseen, nothing that turns the reading order. */
import type { PaperKind } from './content.ts'

const LENGTH_MAX = 120
/** Controls, zero-width characters, and marks that turn the reading order, so that 'fdp.exe' never reads 'exe.pdf'. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu
const FORBIDDEN = /[<>:"|?*]/g
/** Names that are devices on some machines. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
const ENDINGS: Readonly<Record<PaperKind, readonly string[]>> = {
  pdf: ['pdf'],
  png: ['png'],
  jpeg: ['jpg', 'jpeg'],
  xlsx: ['xlsx'],
  docx: ['docx'],
  json: ['json'],
  xml: ['xml'],
}

/** A name cleaned; 'paper' where nothing is left of it. */
export function cleanedName(text: string): string {
  const last = text.normalize('NFC').replace(UNSEEN, '').split(/[/\\]/).at(-1) ?? ''
  const plain = last
    .replace(FORBIDDEN, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  const short = [...plain].slice(0, LENGTH_MAX).join('').trim()
  if (short === '') return 'paper'
  return DEVICE.test(short) ? `_${short}` : short
}

/** The name with the ending of what the paper is, whatever ending it came with. */
export function namedAs(name: string, kind: PaperKind): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase()
  return ending !== undefined && ENDINGS[kind].includes(ending) ? name : `${name}.${ENDINGS[kind][0]}`
}
