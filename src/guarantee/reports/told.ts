/**
 * What the bank that sent a report is told of it, in order for each report, and of each request for a correction; of
 * the claims desk's own tables nobody is told: then there is nothing in the list.
 */
type Come = {
  readonly id: string
  readonly kind: 'utilisation' | 'claims' | 'recoveries'
  readonly sender: string
  readonly month: string | null
  readonly version: number
}
type Correction = {
  readonly id: string
  readonly report: string
  readonly row: number
  readonly state: 'open' | 'answered' | 'declined' | 'withdrawn'
}

/** To whom it is told, and what of every report is; whoever tells holds the report. */
const toldOf = ({ id, kind, sender, month, version }: Come, day: string) =>
  kind === 'recoveries'
    ? []
    : [
        {
          to: { organisation: sender, subject: `report:${id}`, order: id },
          of: { report_id: id, kind, month, version, day },
        },
      ]

export const checkedTold = (
  report: Come,
  found: { readonly problems: number; readonly differences: number },
  day: string,
) =>
  toldOf(report, day).map(({ to, of }) => ({
    ...{ type: 'report.checked' as const, ...to },
    data: { ...of, state: 'checked', ...found },
  }))

export const refusedTold = (report: Come, day: string) =>
  toldOf(report, day).map(({ to, of }) => ({
    ...{ type: 'report.refused' as const, ...to },
    data: { ...of, state: 'refused' },
  }))

/** `restates`: the report whose place it takes. */
export const acceptedTold = (report: Come & { readonly restates: string | null }, day: string) =>
  toldOf(report, day).map(({ to, of }) => ({
    ...{ type: 'report.accepted' as const, ...to },
    data: { ...of, state: 'accepted', restates: report.restates },
  }))

/** @param one the request as it now is; whoever tells holds it */
export const correctedTold = (bank: string, { id, report, row, state }: Correction, day: string) => ({
  ...{ type: 'report.corrected' as const, organisation: bank, subject: `correction:${id}`, order: id },
  data: { report_id: report, correction_id: id, row, state, day },
})
