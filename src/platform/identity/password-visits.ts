/** Visits to the pages of passwords: an invitation taken up, and one's own password changed. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { languageOf } from './page-parts.ts'
import type { PasswordChanges } from './password-changes.ts'
import { invitationOverPage, passwordKeptPage, passwordPage, type Told, waitPage } from './password-page.ts'
import { formOf, show } from './visit.ts'

export type Visit = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Null where it cannot be known. */
  readonly address: string | null
  readonly now: Date
}

/** What of a form is not taken in is as if it were empty: too long to be a password. */
const typed = (form: URLSearchParams | null, name: string): string => form?.get(name) ?? ''

const wait = (response: ServerResponse, seconds: number): void => {
  response.setHeader('retry-after', String(seconds))
}

/** The page behind the link: shown as often as it is opened, as machines open links too; taken up once, by its form. */
export async function visitInvitation(changes: PasswordChanges, code: string, visit: Visit): Promise<void> {
  const { request, response, address, now } = visit
  const language = languageOf(request.headers['accept-language'])
  const invited = await changes.invited(code, address, now)
  if (invited.is === 'waiting') {
    wait(response, invited.seconds)
    return show(response, 429, waitPage(language, invited.seconds))
  }
  if (invited.is === 'over') return show(response, 404, invitationOverPage(language))
  const { subject } = invited
  if (request.method === 'GET') return show(response, 200, passwordPage(language, subject, null))
  const form = await formOf(request)
  if (form === null) response.setHeader('connection', 'close')
  if (typed(form, 'password') !== typed(form, 'again'))
    return show(response, 422, passwordPage(language, subject, 'differs'))
  const done = await changes.taken(code, typed(form, 'password'), now)
  if (done.is === 'unfit')
    return show(response, form === null ? 413 : 422, passwordPage(language, subject, done.misfit))
  if (done.is === 'over') return show(response, 404, invitationOverPage(language))
  return show(response, 200, passwordKeptPage(language, done.subject, 'set'))
}

/** One's own password changed, by whoever knows the old one. */
export async function visitChange(changes: PasswordChanges, visit: Visit): Promise<void> {
  const { request, response, address, now } = visit
  const language = languageOf(request.headers['accept-language'])
  if (request.method === 'GET') return show(response, 200, passwordPage(language, null, null))
  const form = await formOf(request)
  if (form === null) response.setHeader('connection', 'close')
  const name = typed(form, 'name')
  const again = (told: Told): string => passwordPage(language, null, told, name)
  if (typed(form, 'password') !== typed(form, 'again')) return show(response, 422, again('differs'))
  const asked = { name, old: typed(form, 'old'), password: typed(form, 'password') }
  const done = await changes.changed(asked, address, now)
  switch (done.is) {
    case 'unfit':
      return show(response, form === null ? 413 : 422, again(done.misfit))
    case 'wrong':
      return show(response, 401, again('wrong'))
    case 'waiting':
      wait(response, done.seconds)
      return show(response, 429, again({ waitSeconds: done.seconds }))
    case 'changed':
      return show(response, 200, passwordKeptPage(language, done.subject, 'changed'))
    default:
      return done satisfies never
  }
}
