/**
 * The typefaces of printed papers, opened once and shared by all documents (opening them anew costs more than drawing
 * the page), and the one place where a legal day becomes the moment that a file format wants.
 */
import { readFileSync } from 'node:fs'
import { create, type OpenedFont } from 'fontkit'
import type { CalendarDate } from '../kernel/calendar.ts'

/** Which characters each file holds is told in fonts/README.md. */
const FILES = {
  koreanRegular: 'NotoSansKR-Regular.ttf',
  koreanBold: 'NotoSansKR-Bold.ttf',
  chineseRegular: 'NotoSansSC-Regular.ttf',
  chineseBold: 'NotoSansSC-Bold.ttf',
  chineseRest: 'NotoSansSC-Rest.ttf',
} as const

export type TypefaceName = keyof typeof FILES
export type Press = {
  readonly fonts: Readonly<Record<TypefaceName, OpenedFont>>
  /** The first moment (UTC) of a day. */
  readonly startOf: (day: CalendarDate) => Date
}

let press: Press | undefined

const open = (name: TypefaceName): OpenedFont =>
  create(readFileSync(new URL(`./fonts/${FILES[name]}`, import.meta.url)))

/** Opens the press, or hands out the one that is open. */
export function openPress(): Press {
  press ??= {
    fonts: {
      koreanRegular: open('koreanRegular'),
      koreanBold: open('koreanBold'),
      chineseRegular: open('chineseRegular'),
      chineseBold: open('chineseBold'),
      chineseRest: open('chineseRest'),
    },
    startOf: day => new Date(`${day}T00:00:00Z`),
  }
  return press
}
