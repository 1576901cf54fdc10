/** Sends a report in the parts the API takes; what has come before is not sent again. */
import { type CallOf, call, type ValueOf } from '../../api/client.ts'
import { digestOf } from '../../parts/digest.ts'
import { PART_BYTES_MAX, partsOf } from './parts.ts'

export type Report = ValueOf<'GET /v1/reports/{report_id}'>
export type Announced = Pick<CallOf<'POST /v1/reports'>['body'], 'kind'> & { readonly month?: string }

/**
 * Announces the file, sends the parts that are missing, and completes it. Sent again after it broke off, it goes on:
 * the service knows the file by its digest.
 *
 * @param told  how many parts have come, of how many
 */
export async function sendReport(
  file: File,
  announced: Announced,
  told: (done: number, all: number) => void,
): Promise<Report> {
  const bytes = await file.arrayBuffer()
  const report = await call('POST /v1/reports', {
    body: { ...announced, name: file.name, size: bytes.byteLength, digest: await digestOf(bytes) },
  })
  if (report.state !== 'receiving') return report
  const params = { report_id: report.id }
  const all = partsOf(bytes.byteLength)
  const come = new Set(report.parts.map(each => each.part))
  told(come.size, all)
  for (let part = 0; part < all; part += 1) {
    if (come.has(part)) continue
    const body = new Uint8Array(bytes.slice(part * PART_BYTES_MAX, (part + 1) * PART_BYTES_MAX))
    await call('PUT /v1/reports/{report_id}/parts/{part}', {
      params: { ...params, part: String(part) },
      body,
    } as CallOf<'PUT /v1/reports/{report_id}/parts/{part}'>)
    come.add(part)
    told(come.size, all)
  }
  return call('POST /v1/reports/{report_id}/complete', { params })
}
