/** The page on which a person logs in. */
import type { Language, Words } from '../../kernel/words.ts'
import { alertOf, field, page } from './page-parts.ts'

const WORDS = {
  title: { ko: '로그인', en: 'Log in', zh: '登录' },
  name: { ko: '아이디', en: 'User name', zh: '用户名' },
  password: { ko: '비밀번호', en: 'Password', zh: '密码' },
  enter: { ko: '로그인', en: 'Log in', zh: '登录' },
  change: { ko: '비밀번호 변경', en: 'Change password', zh: '修改密码' },
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

/** To whoever has tried too often, whatever the name: after how many minutes another attempt is looked at. */
export function waitingSentence(language: Language, seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  switch (language) {
    case 'ko':
      return `시도 횟수가 너무 많습니다. ${minutes}분 후에 다시 시도해 주십시오.`
    case 'en':
      return `Too many attempts. Please try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`
    case 'zh':
      return `尝试次数过多，请在${minutes}分钟后重试。`
    default:
      return language satisfies never
  }
}

/** How the last attempt went wrong, where there was one. */
export type Wrong = 'wrong' | { readonly waitSeconds: number }

/** The form; it is sent to its own address. */
export function logInPage(language: Language, wrong: Wrong | null): string {
  const say = (key: keyof typeof WORDS): string => WORDS[key][language]
  const sentence =
    wrong === null ? null : wrong === 'wrong' ? say('wrong') : waitingSentence(language, wrong.waitSeconds)
  const described = sentence === null ? {} : { describedBy: 'alert' }
  return page(
    language,
    say('title'),
    `${alertOf(sentence)}<form method="post">` +
      field({ name: 'name', type: 'text', complete: 'username', label: say('name'), isFirst: true, ...described }) +
      field({
        name: 'password',
        type: 'password',
        complete: 'current-password',
        label: say('password'),
        ...described,
      }) +
      `<button>${say('enter')}</button></form><p><a href="/password">${say('change')}</a></p>`,
  )
}

export const overPage = (language: Language): string =>
  page(language, WORDS.title[language], alertOf(WORDS.over[language]))
