/** The page on which a person logs in. */
import type { Language, Words } from '../../kernel/words.ts'
import { ATTEMPTS_MAX, WINDOW_SECONDS } from './attempts.ts'
import { alertOf, escaped, field, page } from './page-parts.ts'
import type { Misfit } from './passkey-answer.ts'
import { PASSWORD_PAGE } from './settings.ts'

const WORDS = {
  title: { ko: '로그인', en: 'Log in', zh: '登录' },
  name: { ko: '아이디', en: 'User name', zh: '用户名' },
  password: { ko: '비밀번호', en: 'Password', zh: '密码' },
  enter: { ko: '로그인', en: 'Log in', zh: '登录' },
  change: { ko: '비밀번호 변경', en: 'Change password', zh: '修改密码' },
  wrong: {
    ko: '아이디 또는 비밀번호가 올바르지 않습니다.',
    en: 'User name or password is not right.',
    zh: '用户名或密码不正确。',
  },
  helpless: {
    ko: '비밀번호를 잊었거나 계정이 없으면 보증기관 관리자에게 초대를 요청해 주십시오. 초대 링크에서 비밀번호를 설정합니다.',
    en: 'No account, or password forgotten? Ask the agency’s admin to invite you: the link lets you set a password.',
    zh: '没有账号或忘记密码？请向担保机构的管理员索取邀请，通过邀请链接设置密码。',
  },
  passkey: { ko: '패스키로 로그인', en: 'Log in with a passkey', zh: '使用通行密钥登录' },
  unused: {
    ko: '패스키를 쓰지 못했습니다. 다시 시도하거나 비밀번호로 로그인해 주십시오.',
    en: 'No passkey was used. Please try again, or log in by your password.',
    zh: '未能使用通行密钥。请重试，或使用密码登录。',
  },
  over: {
    ko: '로그인 요청이 만료되었습니다. 처음부터 다시 시작해 주십시오.',
    en: 'This log-in has ended. Please begin again where you came from.',
    zh: '本次登录请求已失效，请返回原页面重新开始。',
  },
} as const satisfies Record<string, Words>

const PASSKEY_AGAIN = {
  ko: '패스키를 확인하지 못했습니다. 다시 시도하거나 비밀번호로 로그인해 주십시오.',
  en: 'The passkey could not be checked. Please try again, or log in by your password.',
  zh: '无法核实通行密钥。请重试，或使用密码登录。',
} as const

/** Why a passkey let nobody in, and what to do. */
const MISFITS: Readonly<Record<Misfit, Words>> = {
  malformed: PASSKEY_AGAIN,
  signature: PASSKEY_AGAIN,
  challenge: {
    ko: '시간이 지났거나 이미 사용한 요청입니다. 패스키로 다시 로그인해 주십시오.',
    en: 'That took too long, or was sent before. Please use the passkey once more.',
    zh: '请求已超时或已使用。请重新使用通行密钥。',
  },
  origin: {
    ko: '다른 주소에서 온 요청입니다. 이 페이지의 주소를 확인하고 처음부터 다시 시작해 주십시오.',
    en: 'This came from another address. Check the address of this page and begin again.',
    zh: '请求来自其他网址。请核对本页网址后重新开始。',
  },
  unverified: {
    ko: '기기가 본인을 확인하지 않았습니다. 지문, 얼굴 또는 PIN으로 확인해 주십시오.',
    en: 'Your device did not check that it is you. Use your fingerprint, face or PIN.',
    zh: '设备未验证您的身份。请使用指纹、面容或PIN验证。',
  },
  unknown: {
    ko: '등록되지 않았거나 삭제된 패스키입니다. 비밀번호로 로그인해 주십시오.',
    en: 'This passkey is not known here, or was removed. Please log in by your password.',
    zh: '此通行密钥未登记或已删除。请使用密码登录。',
  },
  copied: {
    ko: '복제되었을 수 있는 패스키라 받지 않습니다. 비밀번호로 로그인해 이 패스키를 삭제해 주십시오.',
    en: 'This passkey may have been copied and is not taken. Log in by your password and remove it.',
    zh: '此通行密钥可能已被复制，不予接受。请使用密码登录并删除它。',
  },
}

/** To whoever may try again at once, whatever the name: that they may, and after how many attempts they may not. */
export function againSentence(language: Language): string {
  const [attempts, minutes] = [ATTEMPTS_MAX.account, WINDOW_SECONDS / 60]
  switch (language) {
    case 'ko':
      return `지금 다시 시도할 수 있습니다. ${minutes}분 안에 ${attempts}번 틀리면 잠시 멈추고, 얼마나 기다릴지 알려 드립니다.`
    case 'en':
      return (
        `You may try again now. After ${attempts} attempts within ${minutes} minutes there is a pause, ` +
        'and this page says how long.'
      )
    case 'zh':
      return `现在可以重试。${minutes}分钟内输错${attempts}次将暂停，届时会提示需等待多久。`
    default:
      return language satisfies never
  }
}

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
export type Wrong = 'wrong' | { readonly waitSeconds: number } | { readonly passkey: Misfit }

/** What the page asks a passkey, and the address of the script that does it. */
export type AskedOfPasskey = { readonly challenge: string; readonly rpId: string; readonly script: string }

/** A button that the script shows where the browser has passkeys, and what the script sends. */
const passkeyForm = (say: (key: keyof typeof WORDS) => string, { challenge, rpId, script }: AskedOfPasskey): string =>
  `<form method="post" id="by-passkey" hidden data-challenge="${challenge}" data-rp-id="${escaped(rpId)}">` +
  `<input type="hidden" name="passkey"><button class="other">${say('passkey')}</button></form>` +
  `<p role="status" id="passkey-unused" hidden>${say('unused')}</p>` +
  `<script type="module" src="${escaped(script)}"></script>`

function sentenceOf(language: Language, wrong: Wrong | null): string | null {
  if (wrong === null) return null
  if (wrong === 'wrong') return `${WORDS.wrong[language]} ${againSentence(language)}`
  return 'passkey' in wrong ? MISFITS[wrong.passkey][language] : waitingSentence(language, wrong.waitSeconds)
}

/**
 * The form; it is sent to its own address.
 *
 * @param typed    the name of the attempt before
 * @param passkey  null where none is taken
 */
export function logInPage(
  language: Language,
  wrong: Wrong | null,
  typed: string,
  passkey: AskedOfPasskey | null = null,
): string {
  const say = (key: keyof typeof WORDS): string => WORDS[key][language]
  const sentence = sentenceOf(language, wrong)
  const complete = passkey === null ? 'username' : 'username webauthn'
  const described = sentence === null ? {} : { describedBy: 'alert' }
  return page(
    language,
    say('title'),
    `${alertOf(sentence)}<form method="post">` +
      field({
        name: 'name',
        type: 'text',
        complete,
        label: say('name'),
        value: typed,
        isFirst: typed === '',
        ...described,
      }) +
      field({
        name: 'password',
        type: 'password',
        complete: 'current-password',
        label: say('password'),
        isFirst: typed !== '',
        ...described,
      }) +
      `<button>${say('enter')}</button></form>${passkey === null ? '' : passkeyForm(say, passkey)}` +
      `<p><a href="${PASSWORD_PAGE}">${say('change')}</a></p><p>${say('helpless')}</p>`,
  )
}

export const overPage = (language: Language): string =>
  page(language, WORDS.title[language], alertOf(WORDS.over[language]))
