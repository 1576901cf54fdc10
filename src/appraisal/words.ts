/** Labels of an explanation in three languages; the words of rules stand with their editions. */
import type { Words } from '../kernel/words.ts'
import type { Kind } from './edition-kinds.ts'

export const LABELS = {
  approve: { ko: '승인 권고', en: 'The rules recommend approval', zh: '规则建议批准' },
  refer: { ko: '추가 심사', en: 'The rules refer the case to a person', zh: '规则建议转人工审查' },
  decline: { ko: '거절 권고', en: 'The rules recommend to decline', zh: '规则建议拒绝' },
  grade: { ko: '최종등급', en: 'Grade', zh: '最终等级' },
  fair_score: { ko: '공정점수', en: 'Fair technology score', zh: '公正技术得分' },
  raw_score: {
    ko: '부여된 평점 그대로의 기술평점',
    en: 'Technology score of the marks as given',
    zh: '按原始评分的技术得分',
  },
  score: { ko: '기술평점', en: 'Technology score', zh: '技术得分' },
  risk: { ko: '위험평점', en: 'Risk score', zh: '风险得分' },
  of_100: { ko: '100점 만점', en: 'of 100', zh: '满分 100' },
  held_down: {
    ko: '정량지표 최소점수에 따라 {from}에서 {to}(으)로 낮춤',
    en: 'held down from {from} to {to} by the minimum over measured indicators',
    zh: '因定量指标最低分由 {from} 降至 {to}',
  },
  terms: { ko: '보증조건', en: 'Terms', zh: '担保条件' },
  loan: { ko: '대출금액', en: 'Loan', zh: '贷款金额' },
  guaranteed: { ko: '보증금액', en: 'Guaranteed', zh: '担保金额' },
  bank_share: { ko: '은행부담금액', en: "Bank's share", zh: '银行承担金额' },
  fee: { ko: '보증료율, 첫 보증료', en: 'Fee a year, first fee', zh: '担保费率、首期担保费' },
  valid_until: { ko: '결정 유효일', en: 'To be drawn by', zh: '决定有效期至' },
  authority: { ko: '전결권자', en: 'To be signed by', zh: '审批权限' },
  signatures: { ko: '{count}인', en: '{count} to sign', zh: '{count} 人签署' },
  reasons: { ko: '주요 사유', en: 'Principal reasons', zh: '主要理由' },
  no_reason: { ko: '제한 사유 없음', en: 'Nothing stands against it', zh: '无限制理由' },
  read: { ko: '확인한 값', en: 'read', zh: '读取值' },
  due: { ko: '기준', en: 'due', zh: '标准' },
  unknown: { ko: '확인되지 않음', en: 'not known', zh: '未知' },
  change: { ko: '바꾸려면', en: 'What would change it', zh: '如何改变' },
  stopped: {
    ko: '{kind} 규정의 적용이 중지되어 있어 담당자가 결정함',
    en: 'The rules of this kind are stopped, so that a person decides: {kind}',
    zh: '{kind}规则已暂停适用，由人工决定',
  },
  withheld: { ko: '영향 금액', en: 'withholds', zh: '影响金额' },
  caps: { ko: '한도', en: 'Caps', zh: '限额' },
  limit: { ko: '한도', en: 'limit', zh: '限额' },
  used: { ko: '사용액', en: 'used', zh: '已用' },
  room: { ko: '여유', en: 'room', zh: '余额' },
  raise: {
    ko: '{grade} 등급에 이르는 가장 적은 개선',
    en: 'The least that would lead to {grade}',
    zh: '达到 {grade} 级的最少改进',
  },
  raise_none: {
    ko: '현재 위험등급으로는 평가지표만으로 {grade} 등급에 이를 수 없음',
    en: 'With the present risk grade no marks lead to {grade}',
    zh: '在现有风险等级下，仅靠评估指标无法达到 {grade} 级',
  },
  points_gained: { ko: '{points}점', en: '+{points} points', zh: '+{points} 分' },
  value: { ko: '기술가치', en: 'Value', zh: '技术价值' },
  won: { ko: '원', en: 'KRW', zh: '韩元' },
  facts_unread: { ko: '읽지 못한 사실', en: 'Facts that could not be read', zh: '无法读取的事实' },
} as const satisfies Readonly<Record<string, Words>>
export type Label = keyof typeof LABELS

/** Names of the kinds of edition a decision is made by. */
export const KIND_NAMES: Readonly<Record<Kind, Words>> = {
  facts: { ko: '사실 목록', en: 'Facts', zh: '事实目录' },
  classifications: { ko: '산업분류', en: 'Classifications', zh: '行业分类' },
  holidays: { ko: '공휴일', en: 'Holidays', zh: '节假日' },
  readiness: { ko: '기술성숙도', en: 'Technology readiness', zh: '技术成熟度' },
  rubric: { ko: '평가지표', en: 'Rubric', zh: '评估指标' },
  models: { ko: '평가모형', en: 'Models', zh: '评估模型' },
  risk: { ko: '위험모형', en: 'Risk model', zh: '风险模型' },
  grades: { ko: '등급표', en: 'Grades', zh: '等级表' },
  valuation: { ko: '가치평가', en: 'Valuation', zh: '价值评估' },
  eligibility: { ko: '보증대상', en: 'Eligibility', zh: '担保对象' },
  terms: { ko: '보증조건', en: 'Terms', zh: '担保条件' },
  programmes: { ko: '보증상품', en: 'Programmes', zh: '担保产品' },
  authority: { ko: '전결권한', en: 'Authority', zh: '审批权限' },
}
