/** Where a sealed file differs from its drawing, apart from the seal. */
import { indexOfText } from './bytes.ts'

/**
 * The first byte outside the seal's own two places at which a sealed file differs from the drawing; undefined for none.
 */
export function firstOutsideSeal(drawn: Uint8Array, sealed: Uint8Array): number | undefined {
  const range = indexOfText(drawn, '/ByteRange [')
  const rangeEnd = indexOfText(drawn, ']', range)
  const hole = indexOfText(drawn, '/Contents <', range) + '/Contents <'.length
  const holeEnd = indexOfText(drawn, '>', hole)
  const isSeal = (at: number): boolean => (at > range && at <= rangeEnd) || (at >= hole && at < holeEnd)
  if (drawn.length !== sealed.length) return Math.min(drawn.length, sealed.length)
  for (let at = 0; at < drawn.length; at++) if (drawn[at] !== sealed[at] && !isSeal(at)) return at
  return undefined
}
