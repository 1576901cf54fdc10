/** Mail by SMTP. The library is loaded with the first mail: a service that sends none does not hold it. */
import { type Mail, type Send, type Tried, triedOf } from './mail.ts'

/** How long one part of the conversation may take. */
const SOCKET_MS_MAX = 20_000

const partOf = (problem: unknown, name: string): unknown =>
  typeof problem === 'object' && problem !== null ? (problem as Record<string, unknown>)[name] : undefined

/** Where the conversation broke, by the library's own codes; nothing that the server said. */
function problemOf(thrown: unknown): Tried {
  const [status, code] = [partOf(thrown, 'responseCode'), partOf(thrown, 'code')]
  return triedOf({
    status: typeof status === 'number' ? status : null,
    code: typeof code === 'string' && /^[A-Z]{1,40}$/.test(code) ? code : 'UNKNOWN',
  })
}

export function smtpSender(smtpUrl: string): Send {
  let transport: Promise<{ readonly send: (mail: Mail) => Promise<unknown> }> | undefined
  const open = async () => {
    const { createTransport } = await import('nodemailer')
    const url = new URL(smtpUrl)
    const isTls = url.protocol === 'smtps:'
    const mailer = createTransport({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (isTls ? 465 : 587) : Number(url.port),
      secure: isTls,
      ...(url.username === ''
        ? {}
        : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
      connectionTimeout: SOCKET_MS_MAX,
      greetingTimeout: SOCKET_MS_MAX,
      socketTimeout: SOCKET_MS_MAX,
      // Nothing of a mail is read from files or other servers.
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    return {
      send: ({ from, to, messageId, subject, text }: Mail) =>
        mailer.sendMail({
          ...{ from, subject, text, messageId },
          to: { name: '', address: to },
          // No answering machine writes back.
          headers: { 'Auto-Submitted': 'auto-generated' },
        }),
    }
  }
  return async mail => {
    transport ??= open()
    const { send } = await transport
    try {
      await send(mail)
      return { state: 'sent' }
    } catch (thrown) {
      return problemOf(thrown)
    }
  }
}
