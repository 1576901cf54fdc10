/** What is said between the service and the worker that values and draws. */
import type { Result } from '../../kernel/result.ts'
import type { Language } from '../../kernel/words.ts'
import type { ValuingRequest } from '../../valuation/reporting/request.ts'
import type { Valued } from '../../valuation/reporting/valued.ts'

export type Drawn = { readonly language: Language; readonly digest: string; readonly bytes: Uint8Array }

export type ValuingAsked =
  | { readonly kind: 'value'; readonly request: ValuingRequest; readonly now: Date }
  | {
      readonly kind: 'draw'
      readonly valued: Valued
      readonly number: string
      readonly issuedOn: string
      readonly now: Date
    }
export type ValuingWork =
  | { readonly kind: 'valued'; readonly result: Result<Valued> }
  | { readonly kind: 'drawn'; readonly result: Result<readonly Drawn[]> }
