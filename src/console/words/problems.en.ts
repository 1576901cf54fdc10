/** Refusals in English. */
import type { words as ko } from './problems.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  forbidden: 'You may not do this. Ask the admin of your organisation if you need to.',
  subject_missing: 'What you look for is not there, or not yours to see.',
  case_missing: 'The application is not there, or not yours to see.',
  version_stale: 'Somebody else changed this meanwhile. Look at what was saved, then save again.',
  changed_meanwhile: 'This changed meanwhile. Open the page again and look.',
  service_busy: 'Many people are here at the moment. Please try again shortly.',
  service_fault: 'The service has a fault. Send the same again: it is not done twice.',
  not_done: 'It was not done. Please try again.',
  outcome_unknown: 'Whether it was done is not known yet. Send it again: it is not done twice.',
  rate_exceeded: 'Too many requests. Please try again shortly.',
  session_over: 'Your session has ended. Please log in again.',
  token_holder_unknown: 'You have no role here now. Ask the admin, or log in again.',
  body_too_large: 'The file is too large. {limit}',
  media_type_refused: 'Files of this kind are not taken.',
}
