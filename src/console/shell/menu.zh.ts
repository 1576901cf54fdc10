/** The menu in simplified Chinese. */
import type { words as ko } from './menu.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  sme: '企业申请',
  applications: '我的申请',
  appraiser: '评估',
  appraisals: '分配给我的评估',
  interests: '利害关系申报',
  feedback: '我的评估反馈',
  office: '担保审查',
  office_work: '我的工作',
  office_referred: '转审案件',
  office_money: '索赔与基金',
  office_claims: '事故与索赔',
  office_fund: '基金与担保费',
  public: '公众服务',
  consultation: '了解担保可能性',
  criteria: '担保标准',
  bank: '银行业务',
  bank_cases: '案件列表',
  bank_guarantees: '担保',
  bank_months: '月度报告',
  bank_statements: '结算单',
  bank_developer: '开发者',
  bank_sandbox: '沙盒',
  verify: '核验证书',
}
