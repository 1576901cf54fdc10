/** How a report's file is cut into the parts the API takes. Pure. */
import { PART_BYTES_MAX, REPORT_PARTS_MAX } from '../../../guarantee/reports/schema.ts'

export { PART_BYTES_MAX }
export const BYTES_MAX = PART_BYTES_MAX * REPORT_PARTS_MAX

/** How many parts a file of at least one byte is sent in; the last one may be shorter. */
export const partsOf = (size: number): number => 1 + (size - 1 - ((size - 1) % PART_BYTES_MAX)) / PART_BYTES_MAX
