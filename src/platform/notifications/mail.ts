/** One mail as it is sent: to whom, under which id, with which words. Pure; what is sent twice is the same twice. */
import type { Language } from '../../kernel/words.ts'
import type { KindName } from './kinds.ts'
import { line, SAYS } from './words.ts'

export type Mail = {
  readonly from: string
  readonly to: string
  /** The same at each try, so that a repetition can be recognised. */
  readonly messageId: string
  readonly subject: string
  readonly text: string
}

const hasControl = (text: string): boolean => /\p{Cc}/u.test(text)

/** An address that is one address and nothing else: ASCII, one @, no display name, no list, no blank. */
export const isAddress = (text: string): boolean =>
  text.length <= 254 &&
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text) &&
  !hasControl(text) &&
  !/\.\.|^\.|\.@/.test(text)

export type Letter = {
  readonly id: string
  readonly to: string
  readonly language: Language
  readonly kind: KindName | 'confirm_address'
  /** Within the console. */
  readonly path: string
  readonly code?: string
}
export type Sender = { readonly from: string; readonly publicUrl: string }

/** The part of the sender behind its @, in which ids of messages are unique. */
const domainOf = (from: string): string => /@([A-Za-z0-9.-]+)>?$/.exec(from)?.[1] ?? 'localhost'

const link = (sender: Sender, path: string): string => `${sender.publicUrl}/console${path}`

export function mailOf(letter: Letter, sender: Sender): Mail {
  const { language, kind } = letter
  const say = (name: Parameters<typeof line>[0]) => line(name, language)
  const [title, lines] =
    kind === 'confirm_address'
      ? [say('confirm'), [`${say('code')}: ${letter.code}`, '', link(sender, letter.path), '', say('ends')]]
      : [
          SAYS[kind][0][language],
          [
            ...[SAYS[kind][1][language], '', `${say('open')}: ${link(sender, letter.path)}`, ''],
            `${say('choose')}: ${link(sender, '/notifications/settings')}`,
          ],
        ]
  const mail = {
    from: sender.from,
    to: letter.to,
    messageId: `<${letter.id}@${domainOf(sender.from)}>`,
    subject: `[${say('product')}] ${title}`,
    text: `${lines.join('\n')}\n`,
  }
  // A line break in a head would begin another head: nothing with one is ever handed on.
  for (const head of [mail.from, mail.to, mail.messageId, mail.subject])
    if (hasControl(head)) throw new Error('a head of a mail holds a control character')
  if (!isAddress(mail.to)) throw new Error('a mail goes to what is no address')
  return mail
}

/** What became of a try: `again` later, or the end of it. */
export type Tried =
  | { readonly state: 'sent' }
  | { readonly state: 'refused' | 'again'; readonly status: number | null; readonly problem: string }
export type Send = (mail: Mail) => Promise<Tried>

/**
 * What a mail server's answer means: 5xx is for good, whatever else may pass. Its words are not kept: they may name the
 * address.
 */
export function triedOf(problem: { readonly status: number | null; readonly code: string }): Tried {
  const { status, code } = problem
  const isForGood = status !== null && status >= 500 && status < 600
  // A log-in that is refused is the operator's to mend, not the person's mail that is wrong.
  return { state: isForGood && code !== 'EAUTH' ? 'refused' : 'again', status, problem: code }
}
