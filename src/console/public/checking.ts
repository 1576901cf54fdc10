/** A paper checked in a thread of the browser, and what the register says of its number now. */
import { call, ProblemError, UnreachableError, type ValueOf } from '../api/client.ts'
import type { Asked, Verdict } from './verdict.ts'

export type Register =
  | { readonly is: 'known'; readonly shown: ValueOf<'GET /v1/public/certificates/{number}'> }
  | { readonly is: 'unknown' | 'unreachable' | 'malformed' }

/** Checks a paper's bytes; the keys believed come from the service, the file goes nowhere. */
export async function checkedHere(bytes: Uint8Array): Promise<Verdict> {
  const trust = await call('GET /v1/public/trust-list')
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' }).format(new Date())
  const worker = new Worker(new URL('./paper.worker.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise<Verdict>((resolve, reject) => {
      worker.addEventListener('message', (event: MessageEvent<Verdict>) => resolve(event.data))
      worker.addEventListener('error', event => reject(new Error(event.message)))
      const asked: Asked = { bytes, trust, day }
      worker.postMessage(asked)
    })
  } finally {
    worker.terminate()
  }
}

/** What the register says of a number at this moment. */
export async function registered(number: string): Promise<Register> {
  try {
    return { is: 'known', shown: await call('GET /v1/public/certificates/{number}', { params: { number } }) }
  } catch (problem) {
    if (problem instanceof ProblemError)
      return {
        is: problem.codes.includes('certificate_unknown')
          ? 'unknown'
          : problem.codes.some(code => code.startsWith('certificate_number'))
            ? 'malformed'
            : 'unreachable',
      }
    if (problem instanceof UnreachableError) return { is: 'unreachable' }
    throw problem
  }
}
