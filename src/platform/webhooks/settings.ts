/** How messages are sent: every time, size and number, with where it comes from. Tests and measurements give others. */

export type WebhookSettings = {
  /** Waits before each further try, in seconds; after the last one a message is given up. */
  readonly waitSeconds: readonly number[]
  /** At most this part of a wait is added to it by chance, so that what failed together is not tried together. */
  readonly jitter: number
  /** From the name being asked for to the last byte of the answer. */
  readonly answerMsMax: number
  /** Bytes of an answer that are read; the rest is cut off. */
  readonly answerBytesMax: number
  /** Characters of it that are kept. */
  readonly answerKeptMax: number
  /** How long an endpoint that says it has too much to do is left alone, where it does not say how long itself. */
  readonly restSecondsMax: number
  /** A receiver may ask to be left alone for at most this long. */
  readonly retryAfterSecondsMax: number
  /** How long a sender that does not come back is waited for; longer than sending takes. */
  readonly leaseSeconds: number
  /** How often new messages are looked for. */
  readonly pollMs: number
  /** Messages under way at once, in one process and to one endpoint. */
  readonly atOnce: number
  readonly atOncePerEndpoint: number
}

/**
 * Waits and the time for an answer are those of the Standard Webhooks specification 1.0.0 (the example retry schedule;
 * request timeouts of 15 to 30 s). The rest is ours.
 */
export const SETTINGS: WebhookSettings = {
  waitSeconds: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400],
  jitter: 0.2,
  answerMsMax: 20_000,
  answerBytesMax: 16_384,
  answerKeptMax: 500,
  restSecondsMax: 300,
  // The longest wait of the schedule.
  retryAfterSecondsMax: 86_400,
  leaseSeconds: 60,
  pollMs: 1_000,
  atOnce: 64,
  // Ten endpoints of one organisation that all hang leave room for others.
  atOncePerEndpoint: 4,
}

/** What an organisation may have and ask for. */
export const BOUNDS = {
  endpointsMax: 10,
  urlCharactersMax: 500,
  /** How long the secret before a rotation signs beside the new one, in hours. */
  overlapHoursUsual: 24,
  overlapHoursMax: 168,
  /** How long messages and what came of them are kept. */
  keptDays: 90,
} as const
