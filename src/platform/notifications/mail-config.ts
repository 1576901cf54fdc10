/** Whether and how mail is sent, from the environment. */
import { isAddress } from './mail.ts'

type Environment = Readonly<Record<string, string | undefined>>

export type MailConfig = {
  /** `SMTP_URL`: smtp://user:password@host:port, or smtps:// where TLS is spoken from the first byte. */
  readonly smtpUrl: string
  /** `MAIL_FROM`: an address, or `Name <address>`. */
  readonly from: string
}

const isSender = (text: string): boolean => {
  if (/\p{Cc}/u.test(text)) return false
  const [, name, inner] = /^([^<>"@,;]+) <([^<>]+)>$/.exec(text) ?? []
  return name === undefined ? isAddress(text) : isAddress(inner ?? '')
}

/**
 * The configuration, undefined where no mail is sent. Every error is put into `errors` as a sentence; the address may
 * hold a password and stands in none. Any host is taken: whoever runs the service says where its mail goes.
 */
export function mailConfigOf(environment: Environment, errors: string[]): MailConfig | undefined {
  const smtpUrl = environment['SMTP_URL']?.trim() || undefined
  const from = environment['MAIL_FROM'] || undefined
  if (smtpUrl === undefined && from === undefined) return undefined
  const url = smtpUrl !== undefined && URL.canParse(smtpUrl) ? new URL(smtpUrl) : undefined
  if (smtpUrl === undefined) errors.push('MAIL_FROM is given without SMTP_URL')
  else if (
    url === undefined ||
    !['smtp:', 'smtps:'].includes(url.protocol) ||
    url.hostname === '' ||
    url.search !== '' ||
    url.hash !== '' ||
    !['', '/'].includes(url.pathname)
  )
    errors.push('SMTP_URL is no address of the form smtp://user:password@host:port or smtps://…')
  if (from === undefined) errors.push('SMTP_URL is given without MAIL_FROM')
  else if (!isSender(from)) errors.push('MAIL_FROM is no address such as noreply@agency.example or Name <address>')
  return smtpUrl === undefined || from === undefined ? undefined : { smtpUrl, from }
}

/** `NOTICE_DAYS`: days before a deadline on which whoever it concerns is told. Default 3. */
export const NOTICE_DAYS_USUAL = 3
