/**
 * A paper on its way to the agency: announced by its digest, sent in parts that are asked after and sent again where
 * they are missing, completed. Chosen again after a break, what has come already is not sent twice.
 */
import { call, type ValueOf } from '../api/client.ts'

export type Paper = ValueOf<'GET /v1/papers/{paper_id}'>

/** Of the API: more is refused when it is announced. */
export const PAPER_BYTES_MAX = 20 * 1024 * 1024
/** Small enough that a slow line shows progress, and loses little when it breaks. */
export const PART_BYTES = 256 * 1024
export const ACCEPTED = '.pdf,.png,.jpg,.jpeg,.xlsx,.docx,.json,.xml'

const hexOf = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('')

export async function digestOfFile(file: Blob): Promise<string> {
  return `sha256:${hexOf(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))}`
}

/** Parts of a file that have not come, by number. */
export function partsMissing(size: number, parts: readonly { readonly part: number }[]): readonly number[] {
  const there = new Set(parts.map(one => one.part))
  return Array.from({ length: Math.ceil(size / PART_BYTES) }, (_, part) => part).filter(part => !there.has(part))
}

export type Sending = {
  readonly caseId: string
  readonly type: string
  readonly file: File
  /** Papers announced before, of which one may be this one. */
  readonly known: readonly Paper[]
  readonly signal: AbortSignal
  readonly onProgress: (share: number) => void
}

/** Sends a paper whole. @returns it as the agency keeps or refuses it */
export async function sendPaper({ caseId, type, file, known, signal, onProgress }: Sending): Promise<Paper> {
  const digest = await digestOfFile(file)
  const begun = known.find(one => one.digest === digest && one.state === 'receiving' && one.type === type)
  const paper =
    begun === undefined
      ? await call('POST /v1/cases/{case_id}/papers', {
          params: { case_id: caseId },
          body: { type, name: file.name, size: file.size, digest },
          signal,
        })
      : await call('GET /v1/papers/{paper_id}', { params: { paper_id: begun.id }, signal })
  const count = Math.max(1, Math.ceil(file.size / PART_BYTES))
  const missing = partsMissing(file.size, paper.parts)
  let done = count - missing.length
  onProgress(done / count)
  for (const part of missing) {
    await call('PUT /v1/papers/{paper_id}/parts/{part}', {
      params: { paper_id: paper.id, part: String(part) },
      body: new Uint8Array(await file.slice(part * PART_BYTES, (part + 1) * PART_BYTES).arrayBuffer()),
      mediaType: 'application/octet-stream',
      signal,
    })
    done += 1
    onProgress(done / count)
  }
  return await call('POST /v1/papers/{paper_id}/complete', { params: { paper_id: paper.id }, signal })
}

/** The code in what a refused paper says, which may be followed by a reason. */
export const refusalCode = (text: string | null): string => text?.split(':')[0] ?? ''
