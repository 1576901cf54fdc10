/** Refusals in simplified Chinese. */
import type { words as ko } from './problems.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  forbidden: '您无权办理此事。如有需要，请联系所属机构的管理员。',
  subject_missing: '您查找的内容不存在，或您无权查看。',
  case_missing: '该申请不存在，或您无权查看。',
  version_stale: '其间已有他人修改。请查看最新内容后再次保存。',
  changed_meanwhile: '内容已发生变化，请重新打开页面查看。',
  service_busy: '当前使用人数较多，请稍后重试。',
  service_fault: '服务发生故障。请重新发送同一请求，不会重复办理。',
  not_done: '未能办理，请重试。',
  outcome_unknown: '尚不清楚是否已办理。可再次发送，不会重复办理。',
  rate_exceeded: '请求过于频繁，请稍后重试。',
  session_over: '登录已失效，请重新登录。',
  token_holder_unknown: '您目前没有任何角色。请联系管理员或重新登录。',
  body_too_large: '文件过大。{limit}',
  media_type_refused: '不接受此类文件。',
}
