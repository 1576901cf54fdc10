/** The menu in simplified Chinese. */
import type { words as ko } from './menu.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  office: '担保审查',
  office_work: '我的工作',
  office_referred: '转审案件',
  office_money: '索赔与基金',
  office_claims: '事故与索赔',
  office_fund: '基金与担保费',
  public: '公众服务',
  consultation: '了解担保可能性',
  criteria: '担保标准',
  verify: '核验证书',
}
