/** Bounds of what is told and mailed: none of them changes what is decided. */
export const BOUNDS = {
  /** Entries of the log, or messages of the outbox, looked at in one transaction. */
  batch: 500,
  /** A mail is tried as often as its queue tries a job, the last try included: about ten hours. */
  triesMax: 20,
  /** A code that confirms an address is of this many digits, and holds so long and so often. */
  codeDigits: 8,
  codeHours: 24,
  codeTriesMax: 5,
  /** Between two codes mailed for one person. */
  codeSeconds: 60,
  /** How long a notification is kept. */
  keptDays: 400,
} as const

/** The job that sends one mail. */
export const SEND_MAIL = 'mail.send'
