/** The menu in simplified Chinese. */
import type { words as ko } from './menu.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  sme: '企业申请',
  applications: '我的申请',
  public: '公众服务',
  consultation: '了解担保可能性',
  criteria: '担保标准',
  verify: '核验证书',
}
