/**
 * What the pages of the issuer are made of: plain HTML, one style, in the reader's language. All of it works without
 * script; where passkeys are taken, one file of this origin is let in.
 */
import { createHash } from 'node:crypto'
import { LANGUAGES, type Language } from '../../kernel/words.ts'

const STYLE = [
  'body{font:1rem/1.5 system-ui,sans-serif;color:#1b1b1b;background:#f4f5f7;margin:0}',
  'main{box-sizing:border-box;max-width:24rem;margin:10vh auto;background:#fff;padding:2rem;border:1px solid #d5d8de;',
  'overflow-wrap:break-word}:lang(ko){word-break:keep-all}',
  'h1{font-size:1.25rem;line-height:1.3;margin:0 0 1rem}label{display:block;margin:.75rem 0 .25rem}',
  'input{width:100%;box-sizing:border-box;font:inherit;padding:.5rem;border:1px solid #6b7280;border-radius:0}',
  'input[readonly]{background:#f4f5f7}',
  'button{margin-top:1.25rem;width:100%;font:inherit;padding:.6rem;border:0;background:#0b4f8a;color:#fff}',
  'a{color:#0b4f8a}p{margin:.75rem 0}',
  'input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid #0b4f8a;outline-offset:2px}',
  '[hidden]{display:none}.other{background:#fff;color:#0b4f8a;border:2px solid #0b4f8a}',
  '[role=alert]{color:#a4161a;border-left:4px solid #a4161a;padding-left:.75rem}',
  '[role=status]{border-left:4px solid #1f6f43;padding-left:.75rem}',
  '@media(max-width:26rem){body{background:#fff}main{margin:0;border:0;padding:1.25rem}}',
].join('')

/** Nothing is loaded, framed or run; the one style is named by its digest. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
]
export const PAGE_POLICY = POLICY.join('; ')
/** The same, and scripts that this service itself serves. */
export const SCRIPTED_POLICY = [...POLICY, "script-src 'self'"].join('; ')

/** The first language of Accept-Language that is ours, else English. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '').split(',').map(part => part.trim().slice(0, 2).toLowerCase())
  return (
    LANGUAGES.find(language => language === wanted.find(each => (LANGUAGES as readonly string[]).includes(each))) ??
    'en'
  )
}

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escaped = (text: string): string => text.replace(/[&<>"']/g, mark => MARKS[mark] ?? '')

/** A whole page under its heading, of a body that is HTML. */
export const page = (language: Language, title: string, body: string): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title>` +
  `<meta name="viewport" content="width=device-width,initial-scale=1"><style>${STYLE}</style></head>` +
  `<body><main><h1>${title}</h1>${body}</main></body></html>`

export type Field = {
  readonly name: string
  readonly type: 'text' | 'password'
  /** What a browser fills in, or offers to keep. */
  readonly complete: string
  readonly label: string
  /** What stands in it. */
  readonly value?: string
  readonly isFixed?: boolean
  readonly describedBy?: string
  readonly isFirst?: boolean
}

export const field = ({ name, type, complete, label, value, isFixed, describedBy, isFirst }: Field): string =>
  `<label for="${name}">${label}</label>` +
  `<input id="${name}" name="${name}" type="${type}" autocomplete="${complete}" maxlength="256" required` +
  ' autocapitalize="none" spellcheck="false"' +
  (value === undefined ? '' : ` value="${escaped(value)}"`) +
  (isFixed === true ? ' readonly' : '') +
  (describedBy === undefined ? '' : ` aria-describedby="${describedBy}"`) +
  (isFirst === true ? ' autofocus>' : '>')

/** What went wrong, where anything did; read aloud at once, and named by the fields. */
export const alertOf = (sentence: string | null): string =>
  sentence === null ? '' : `<p role="alert" id="alert">${sentence}</p>`
