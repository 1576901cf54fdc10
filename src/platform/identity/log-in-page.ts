/** The page on which a person logs in: plain HTML without script, in the reader's language. */
import { createHash } from 'node:crypto'
import { LANGUAGES, type Language, type Words } from '../../kernel/words.ts'

const WORDS = {
  title: { ko: '로그인', en: 'Log in', zh: '登录' },
  name: { ko: '아이디', en: 'User name', zh: '用户名' },
  password: { ko: '비밀번호', en: 'Password', zh: '密码' },
  enter: { ko: '로그인', en: 'Log in', zh: '登录' },
  wrong: {
    ko: '아이디 또는 비밀번호가 올바르지 않습니다. 여러 번 틀리면 15분 동안 로그인할 수 없습니다.',
    en: 'User name or password is not right. After several attempts, log-in pauses for 15 minutes.',
    zh: '用户名或密码不正确。多次输错后，15分钟内无法登录。',
  },
  over: {
    ko: '로그인 요청이 만료되었습니다. 처음부터 다시 시작해 주십시오.',
    en: 'This log-in has ended. Please begin again where you came from.',
    zh: '本次登录请求已失效，请返回原页面重新开始。',
  },
} as const satisfies Record<string, Words>

const STYLE = [
  'body{font:1rem/1.5 system-ui,sans-serif;color:#1b1b1b;background:#f4f5f7;margin:0}',
  'main{max-width:22rem;margin:12vh auto;background:#fff;padding:2rem;border:1px solid #d5d8de}',
  'h1{font-size:1.25rem;margin:0 0 1rem}label{display:block;margin:.75rem 0 .25rem}',
  'input{width:100%;box-sizing:border-box;font:inherit;padding:.5rem;border:1px solid #6b7280}',
  'button{margin-top:1.25rem;width:100%;font:inherit;padding:.6rem;border:0;background:#0b4f8a;color:#fff}',
  '[role=alert]{color:#a4161a}',
].join('')

/** Nothing is loaded, framed or run; the one style is named by its digest. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** The first language of Accept-Language that is ours, else English. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '').split(',').map(part => part.trim().slice(0, 2).toLowerCase())
  return (
    LANGUAGES.find(language => language === wanted.find(each => (LANGUAGES as readonly string[]).includes(each))) ??
    'en'
  )
}

const page = (language: Language, body: string): string =>
  `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${WORDS.title[language]}</title>` +
  `<meta name="viewport" content="width=device-width"><style>${STYLE}</style><main>${body}</main></html>`

/** The form; it is sent to its own address. */
export function logInPage(language: Language, isWrong: boolean): string {
  const say = (key: keyof typeof WORDS): string => WORDS[key][language]
  const alert = isWrong ? `<p role="alert">${say('wrong')}</p>` : ''
  const field = (name: string, type: string, complete: string, label: string): string =>
    `<label for="${name}">${label}</label>` +
    `<input id="${name}" name="${name}" type="${type}" autocomplete="${complete}" maxlength="256" required>`
  return page(
    language,
    `<h1>${say('title')}</h1>${alert}<form method="post">${field('name', 'text', 'username', say('name'))}` +
      `${field('password', 'password', 'current-password', say('password'))}<button>${say('enter')}</button></form>`,
  )
}

export const overPage = (language: Language): string => page(language, `<p role="alert">${WORDS.over[language]}</p>`)
