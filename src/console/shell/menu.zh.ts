/** The menu in simplified Chinese. */
import type { words as ko } from './menu.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  appraiser: '评估',
  appraisals: '分配给我的评估',
  feedback: '我的评估反馈',
  public: '公众服务',
  consultation: '了解担保可能性',
  criteria: '担保标准',
  verify: '核验证书',
}
