/** The pages on which a person sets a password by an invitation, or changes their own knowing the old one. */
import type { Language, Words } from '../../kernel/words.ts'
import { againSentence, waitingSentence } from './log-in-page.ts'
import { alertOf, escaped, field, page } from './page-parts.ts'
import type { Misfit } from './passwords.ts'
import { CONSOLE_ENTRANCE } from './settings.ts'

const WORDS = {
  set: { ko: '비밀번호 설정', en: 'Set your password', zh: '设置密码' },
  change: { ko: '비밀번호 변경', en: 'Change your password', zh: '修改密码' },
  name: { ko: '아이디', en: 'User name', zh: '用户名' },
  old: { ko: '현재 비밀번호', en: 'Present password', zh: '当前密码' },
  password: { ko: '새 비밀번호', en: 'New password', zh: '新密码' },
  again: { ko: '새 비밀번호 확인', en: 'New password again', zh: '再次输入新密码' },
  keep: { ko: '저장', en: 'Save', zh: '保存' },
  rules: {
    ko: '15자 이상 256자 이하, 서로 다른 문자 5개 이상, 아이디를 포함하지 않아야 합니다.',
    en: '15 to 256 characters, at least five of them different, without your user name in it.',
    zh: '15至256个字符，至少包含5个不同字符，且不得包含用户名。',
  },
  wrong: {
    ko: '아이디 또는 현재 비밀번호가 올바르지 않습니다.',
    en: 'User name or present password is not right.',
    zh: '用户名或当前密码不正确。',
  },
  differs: {
    ko: '새 비밀번호가 서로 다릅니다. 두 칸에 똑같이 입력해 주십시오.',
    en: 'The two new passwords differ. Please type the same one twice.',
    zh: '两次输入的新密码不一致，请重新输入。',
  },
  over: {
    ko: '이 초대는 더 이상 유효하지 않습니다. 관리자에게 새 초대를 요청해 주십시오.',
    en: 'This invitation does not hold any more. Please ask an admin for a new one.',
    zh: '此邀请已失效，请向管理员索取新的邀请。',
  },
  is_set: { ko: '비밀번호를 설정했습니다', en: 'Your password is set', zh: '密码已设置' },
  is_changed: { ko: '비밀번호를 변경했습니다', en: 'Your password is changed', zh: '密码已修改' },
  set_done: {
    ko: '이제 아이디와 새 비밀번호로 로그인할 수 있습니다.',
    en: 'You can log in now, by your user name and the new password.',
    zh: '现在可以使用用户名和新密码登录。',
  },
  changed_done: {
    ko: '이전에 로그인한 곳에서는 모두 로그아웃되었습니다. 새 비밀번호로 다시 로그인해 주십시오.',
    en: 'Wherever you were logged in before, you are logged out. Log in again by the new password.',
    zh: '此前的所有登录均已退出，请使用新密码重新登录。',
  },
  enter: { ko: '로그인', en: 'Log in', zh: '登录' },
  fault: {
    ko: '지금은 처리할 수 없습니다. 잠시 후 다시 시도해 주십시오.',
    en: 'This cannot be done at the moment. Please try again later.',
    zh: '目前无法处理，请稍后重试。',
  },
} as const satisfies Record<string, Words>

const MISFITS: Readonly<Record<Misfit, Words>> = {
  length: {
    ko: '새 비밀번호는 15자 이상 256자 이하여야 합니다.',
    en: 'The new password must have 15 to 256 characters.',
    zh: '新密码须为15至256个字符。',
  },
  control: {
    ko: '새 비밀번호에 제어 문자를 쓸 수 없습니다.',
    en: 'The new password must not hold control characters.',
    zh: '新密码不得包含控制字符。',
  },
  variety: {
    ko: '새 비밀번호에는 서로 다른 문자가 5개 이상 있어야 합니다.',
    en: 'The new password must hold at least five different characters.',
    zh: '新密码须至少包含5个不同字符。',
  },
  name: {
    ko: '새 비밀번호에 아이디를 포함할 수 없습니다.',
    en: 'The new password must not hold your user name.',
    zh: '新密码不得包含用户名。',
  },
}

/** What a visit is told, where anything went wrong. */
export type Told = Misfit | 'differs' | 'wrong' | 'fault' | { readonly waitSeconds: number }

function sentenceOf(language: Language, told: Told | null): string | null {
  if (told === null) return null
  if (typeof told === 'object') return waitingSentence(language, told.waitSeconds)
  if (told === 'wrong') return `${WORDS.wrong[language]} ${againSentence(language)}`
  return (told in MISFITS ? MISFITS[told as Misfit] : WORDS[told as 'differs' | 'fault'])[language]
}

/**
 * The form, sent to its own address.
 *
 * @param subject  whom the invitation is for; null where the person says it
 * @param typed    the user name typed before, where the person says it
 */
export function passwordPage(language: Language, subject: string | null, told: Told | null, typed = ''): string {
  const say = (key: keyof typeof WORDS): string => WORDS[key][language]
  const sentence = sentenceOf(language, told)
  const title = say(subject === null ? 'change' : 'set')
  const described = sentence === null ? 'rules' : 'alert rules'
  const newOne = (name: 'password' | 'again', more: { readonly isFirst?: boolean } = {}): string =>
    field({
      name,
      type: 'password',
      complete: 'new-password',
      label: say(name),
      describedBy: described,
      ...more,
    })
  const name = { name: 'name', type: 'text', complete: 'username', label: say('name') } as const
  const known =
    subject === null
      ? field({ ...name, value: typed, isFirst: typed === '' }) +
        field({
          name: 'old',
          type: 'password',
          complete: 'current-password',
          label: say('old'),
          isFirst: typed !== '',
        })
      : field({ ...name, value: subject, isFixed: true })
  return page(
    language,
    title,
    `${alertOf(sentence)}<form method="post">${known}<p id="rules">${say('rules')}</p>` +
      `${newOne('password', { isFirst: subject !== null })}${newOne('again')}<button>${say('keep')}</button></form>`,
  )
}

/** An invitation that was used, replaced, is past its end, or never was: nobody learns which. */
export const invitationOverPage = (language: Language): string =>
  page(language, WORDS.set[language], alertOf(WORDS.over[language]))

export const waitPage = (language: Language, seconds: number): string =>
  page(language, WORDS.set[language], alertOf(waitingSentence(language, seconds)))

/** It is done, by an invitation or by knowing the old one; and the way on. */
export const passwordKeptPage = (language: Language, subject: string, by: 'set' | 'changed'): string =>
  page(
    language,
    WORDS[`is_${by}`][language],
    `<p role="status">${WORDS[`${by}_done`][language]}</p>` +
      `<p>${WORDS.name[language]}: <strong>${escaped(subject)}</strong></p>` +
      `<p><a href="${CONSOLE_ENTRANCE}">${WORDS.enter[language]}</a></p>`,
  )
