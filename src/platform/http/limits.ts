/** How much the service takes at once and from one caller: rates by principal, requests in flight, sizes and times. */

export type Limits = {
  /** Bytes of a JSON body. */
  readonly bodyBytesMax: number
  readonly headerBytesMax: number
  readonly headersMsMax: number
  readonly requestMsMax: number
  /** Requests a minute of one principal. */
  readonly requestsPerMinute: number
  /** Refused tokens a minute from one address; more are answered 429. */
  readonly refusedTokensPerMinute: number
  /** Uploads being received and served at once: each may take its route's bytes of memory. */
  readonly uploadsMax: number
  /** Requests served at once; more are told to come again. */
  readonly inFlightMax: number
  /** The event loop's delay above which requests are told to come again. */
  readonly loopDelayMsMax: number
}

/** A case is 10 to 20 kB, and papers come in parts by a route of their own. */
export const LIMITS: Limits = {
  bodyBytesMax: 1024 * 1024,
  headerBytesMax: 16 * 1024,
  headersMsMax: 10_000,
  requestMsMax: 30_000,
  requestsPerMinute: 6_000,
  refusedTokensPerMinute: 60,
  uploadsMax: 16,
  inFlightMax: 256,
  loopDelayMsMax: 1_000,
}
