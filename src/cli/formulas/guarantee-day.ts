/** A day as a guarantee's formulas take it. */
import { dayText } from '../../kernel/text.ts'

/** Within the years in which terms, waits and holidays are counted without leaving the calendar. */
export const guaranteeDay = dayText.refine(text => text >= '1900-01-01' && text <= '2199-12-31', {
  message: 'from 1900-01-01 to 2199-12-31',
})
