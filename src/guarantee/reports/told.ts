/**
 * What the bank that sent a report is told of it, in order for each report, and of each request for a correction; of the
 * claims desk's own tables nobody is.
 */
import type { Tx } from '../../platform/db/database.ts'
import { tell } from '../../platform/outbox.ts'
import type { Correction, Report } from './store.ts'

type Come = Pick<Report, 'id' | 'kind' | 'sender' | 'month' | 'version'>

/** A report as its bank is told of it; undefined where there is none to tell. Whoever tells holds the report. */
const toldOf = ({ id, kind, sender, month, version }: Come, day: string) =>
  kind === 'recoveries'
    ? undefined
    : {
        to: { organisation: sender, subject: `report:${id}`, order: id },
        data: { report_id: id, kind, month, version, day },
      }

export async function tellChecked(
  tx: Tx,
  report: Come,
  found: { readonly problems: number; readonly differences: number },
  day: string,
): Promise<void> {
  const told = toldOf(report, day)
  if (told !== undefined)
    await tell(tx, { type: 'report.checked', ...told.to, data: { ...told.data, state: 'checked', ...found } })
}

export async function tellRefused(tx: Tx, report: Come, day: string): Promise<void> {
  const told = toldOf(report, day)
  if (told !== undefined)
    await tell(tx, { type: 'report.refused', ...told.to, data: { ...told.data, state: 'refused' } })
}

export async function tellAccepted(tx: Tx, report: Come & Pick<Report, 'restates'>, day: string): Promise<void> {
  const told = toldOf(report, day)
  const { restates } = report
  if (told !== undefined)
    await tell(tx, { type: 'report.accepted', ...told.to, data: { ...told.data, state: 'accepted', restates } })
}

/** @param one the request as it now is; whoever tells holds it */
export async function tellCorrected(
  tx: Tx,
  bank: string,
  one: Pick<Correction, 'id' | 'report' | 'row' | 'state'>,
  day: string,
): Promise<void> {
  const { id, report, row, state } = one
  const of = { organisation: bank, subject: `correction:${id}`, order: id }
  await tell(tx, { type: 'report.corrected', ...of, data: { report_id: report, correction_id: id, row, state, day } })
}
