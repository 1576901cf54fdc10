/**
 * A paper on its way to the agency: announced by its digest, sent in parts that are asked after and sent again where
 * they are missing, completed. Chosen again after a break, what has come already is not sent twice.
 */
import { call, type ValueOf } from '../api/client.ts'
import { digestOf } from './digest.ts'
import { PART_BYTES, partCount, partsMissing, percentDone } from './file-parts.ts'

export type Paper = ValueOf<'GET /v1/papers/{paper_id}'>

/** Of the API: more is refused when it is announced. */
export const PAPER_BYTES_MAX = 20 * 1024 * 1024
export const ACCEPTED = '.pdf,.png,.jpg,.jpeg,.xlsx,.docx,.json,.xml'

export type Sending = {
  readonly caseId: string
  readonly type: string
  readonly file: File
  /** Papers announced before, of which one may be this one. */
  readonly known: readonly Paper[]
  readonly signal: AbortSignal
  /** Told whole per cent. */
  readonly onProgress: (percent: number) => void
}

/** Sends a paper whole. @returns it as the agency keeps or refuses it */
export async function sendPaper({ caseId, type, file, known, signal, onProgress }: Sending): Promise<Paper> {
  const digest = await digestOf(await file.arrayBuffer())
  const begun = known.find(one => one.digest === digest && one.state === 'receiving' && one.type === type)
  const paper =
    begun === undefined
      ? await call('POST /v1/cases/{case_id}/papers', {
          params: { case_id: caseId },
          body: { type, name: file.name, size: file.size, digest },
          signal,
        })
      : await call('GET /v1/papers/{paper_id}', { params: { paper_id: begun.id }, signal })
  const count = partCount(file.size)
  const missing = partsMissing(file.size, paper.parts)
  let done = count - missing.length
  onProgress(percentDone(done, count))
  for (const part of missing) {
    await call('PUT /v1/papers/{paper_id}/parts/{part}', {
      params: { paper_id: paper.id, part: String(part) },
      body: new Uint8Array(await file.slice(part * PART_BYTES, (part + 1) * PART_BYTES).arrayBuffer()),
      mediaType: 'application/octet-stream',
      signal,
    })
    done += 1
    onProgress(percentDone(done, count))
  }
  return await call('POST /v1/papers/{paper_id}/complete', { params: { paper_id: paper.id }, signal })
}
