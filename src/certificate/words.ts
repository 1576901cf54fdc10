/**
 * The labels and standing sentences of a certificate in three languages; the words of rules stand with their editions.
 */
import type { Words } from '../kernel/words.ts'

export const LABELS = {
  issuer: { ko: '기술보증기관', en: 'Technology Guarantee Agency', zh: '技术担保机构' },
  title: { ko: '기술평가인증서', en: 'Technology Appraisal Certificate', zh: '技术评估证书' },
  number: { ko: '인증번호', en: 'Certificate no.', zh: '证书编号' },
  issued: { ko: '발급일', en: 'Issued', zh: '签发日期' },
  statement: {
    ko: '아래 기업의 기술을 심사 규정에 따라 평가한 결과 기술사업 평가등급이 다음과 같음을 인증합니다.',
    en: 'The technology of the firm below was appraised under the rules in force; the agency certifies this grade.',
    zh: '兹证明：依据现行规则对下列企业的技术进行评估，其技术事业评估等级如下。',
  },
  firm: { ko: '기업', en: 'Firm', zh: '企业' },
  founder: { ko: '예비창업자', en: 'Founder', zh: '筹备创业者' },
  business_number: { ko: '사업자등록번호', en: 'Business registration no.', zh: '营业登记号' },
  industry: { ko: '산업분류', en: 'Industry (KSIC)', zh: '行业分类（KSIC）' },
  rights: { ko: '관련 권리', en: 'Rights relied on', zh: '相关权利' },
  know_how: { ko: '노하우', en: 'know-how', zh: '专有技术' },
  software: { ko: '소프트웨어', en: 'software', zh: '软件' },
  trl: { ko: '기술성숙도', en: 'Technology readiness', zh: '技术成熟度' },
  model: { ko: '평가모형', en: 'Model', zh: '评估模型' },
  appraised: { ko: '평가기준일', en: 'Appraised as of', zh: '评估基准日' },
  grade: { ko: '기술사업 평가등급', en: 'Technology-business grade', zh: '技术事业评估等级' },
  technology_grade: { ko: '기술등급', en: 'Technology grade', zh: '技术等级' },
  risk_grade: { ko: '위험등급', en: 'Risk grade', zh: '风险等级' },
  value: { ko: '기술가치(하한 ~ 중간 ~ 상한)', en: 'Value (low, mid, high)', zh: '技术价值（低、中、高）' },
  value_assumed: {
    ko: '가정한 업종 수치에 근거하여 담보로 쓸 수 없음',
    en: 'rests on assumed industry figures; not for collateral',
    zh: '依据假定的行业数据，不得作为担保物',
  },
  purpose: { ko: '평가목적', en: 'Purpose', zh: '评估目的' },
  purpose_value: {
    ko: '기술보증 연계 금융',
    en: 'Finance under a technology guarantee',
    zh: '技术担保项下融资',
  },
  use: { ko: '용도', en: 'Use', zh: '用途' },
  use_value: {
    ko: '금융회사 제출',
    en: 'For submission to a financial institution',
    zh: '提交金融机构',
  },
  validity: { ko: '유효기간', en: 'Valid', zh: '有效期' },
  validity_value: { ko: '{from} ~ {until}', en: '{from} to {until}', zh: '{from} 至 {until}' },
  terms_approve: { ko: '규정상 권고 보증조건', en: 'Terms the rules recommend', zh: '规则建议的担保条件' },
  terms_refer: {
    ko: '보증조건(추가 심사 대상)',
    en: 'Terms, subject to further review',
    zh: '担保条件（尚待进一步审查）',
  },
  programme: { ko: '보증상품', en: 'Programme', zh: '担保产品' },
  loan: { ko: '대출금액', en: 'Loan', zh: '贷款金额' },
  guaranteed: { ko: '보증금액', en: 'Guaranteed', zh: '担保金额' },
  bank_share: { ko: '은행부담금액', en: "Bank's share", zh: '银行承担金额' },
  ratio: { ko: '보증비율', en: 'Guarantee ratio', zh: '担保比例' },
  fee: { ko: '보증료율(첫 보증료)', en: 'Fee a year (first fee)', zh: '担保费率（首期）' },
  term: { ko: '기간', en: 'Term', zh: '期限' },
  months: { ko: '{count}개월', en: '{count} months', zh: '{count} 个月' },
  pledge: { ko: '지식재산 담보부분', en: 'Secured by IP pledge', zh: '知识产权质押部分' },
  tranche: { ko: '단계 {gate}', en: 'Tranche {gate}', zh: '阶段 {gate}' },
  tranche_released: { ko: '실행 가능', en: 'released', zh: '可放款' },
  tranche_waiting: { ko: '관문 증빙 후', en: 'on gate evidence', zh: '待关口证据' },
  won: { ko: '{amount}원', en: 'KRW {amount}', zh: '{amount} 韩元' },
  score: { ko: '평가점수표', en: 'Score', zh: '评分表' },
  score_summary: {
    ko: '지표별 평가등급과 점수, 합계 {total}점(100점 만점)',
    en: 'Mark and points of every indicator; {total} of 100 in all',
    zh: '各指标的等级与得分，合计 {total} 分（满分 100）',
  },
  score_item: { ko: '평가지표', en: 'Indicator', zh: '评估指标' },
  score_mark: { ko: '등급', en: 'Mark', zh: '等级' },
  score_points: { ko: '점수', en: 'Points', zh: '得分' },
  score_max: { ko: '만점', en: 'Max', zh: '满分' },
  total: { ko: '합계', en: 'Total', zh: '合计' },
  radar: { ko: '부문별 득점률', en: 'Share of points by group', zh: '分组得分率' },
  radar_alt: { ko: '중분류별 득점률: {values}', en: 'Share of points by group: {values}', zh: '各组得分率：{values}' },
  waterfall: { ko: '점수 구성', en: 'How the score adds up', zh: '得分构成' },
  waterfall_alt: {
    ko: '대분류별 점수와 합계: {values}',
    en: 'Points by module and their sum: {values}',
    zh: '各模块得分与合计：{values}',
  },
  conditions: { ko: '보증 조건', en: 'Conditions', zh: '担保条件' },
  limits: { ko: '한계와 유의사항', en: 'Limits', zh: '限制与注意事项' },
  limit_day: {
    ko: '평가는 기준일 현재의 자료에 근거하며 이후의 변화를 반영하지 않습니다.',
    en: 'The appraisal rests on what was known on its day and reflects nothing later.',
    zh: '评估依据基准日的资料，不反映其后的变化。',
  },
  limit_assumed: {
    ko: '가중치, 등급 구간, 등급표는 이 기관이 정한 가정값이며 원문 파일에 그 사실이 표시되어 있습니다.',
    en: 'Weights, cut-offs and matrix are this agency’s assumptions, marked as such in the attached editions.',
    zh: '权重、分界点与等级矩阵为本机构的假定值，附件版本中已注明。',
  },
  limit_value: {
    ko: '기술가치는 시나리오에 따라 달라지며 거래가격을 보장하지 않습니다.',
    en: 'The value changes with its scenarios and promises no price.',
    zh: '技术价值随情景变化，不保证交易价格。',
  },
  not_a_guarantee: {
    ko: '이 인증서는 보증서가 아닙니다. 보증은 별도의 보증약정과 전자보증서로만 성립합니다.',
    en: 'This certificate is not a guarantee. A guarantee arises only by its own agreement and letter of guarantee.',
    zh: '本证书不是担保书。担保仅以另行签订的担保协议与担保函成立。',
  },
  editions: { ko: '적용 규정', en: 'Rules applied', zh: '适用规则' },
  appraisers: { ko: '평가자', en: 'Appraisers', zh: '评估人' },
  appraiser: {
    ko: '{appraiser}, 기술신용평가사 {grade}급',
    en: '{appraiser}, certified appraiser grade {grade}',
    zh: '{appraiser}，技术信用评估师 {grade} 级',
  },
  notes: { ko: '기록', en: 'Record', zh: '记录' },
  note_record: { ko: '결정기록 {digest}', en: 'Decision record {digest}', zh: '决定记录 {digest}' },
  verification: { ko: '진위 확인', en: 'Verify', zh: '验证' },
  verification_text: {
    ko: '첨부된 기록으로 등급과 조건을 다시 계산하여 확인합니다.',
    en: 'The verifier recomputes grade and terms from the attached record.',
    zh: '验证程序依据所附记录重新计算等级与条件。',
  },
  qr_alt: { ko: '진위 확인 주소의 QR 코드', en: 'QR code of the verification address', zh: '验证地址二维码' },
  seal: {
    ko: '전자적으로 봉인된 문서로 직인을 생략합니다.',
    en: 'Sealed electronically; no stamp is needed.',
    zh: '本文件经电子签章，无需加盖印章。',
  },
  seal_field: { ko: '기관 전자봉인', en: 'Electronic seal of the agency', zh: '机构电子签章' },
  seal_reason: { ko: '기술평가인증서 발급', en: 'Certificate issued', zh: '签发技术评估证书' },
  attachment: {
    ko: '등급과 조건을 다시 계산하는 기록',
    en: 'The record from which grade and terms are recomputed',
    zh: '可重新计算等级与条件的记录',
  },
} as const satisfies Readonly<Record<string, Words>>
export type Label = keyof typeof LABELS

/**
 * The line of a fair score. It stands apart from the labels, whose digest says under which words a paper was drawn:
 * those without the line are drawn again as they were. A change of it is a change of the drawing.
 */
export const FAIR_TOTAL = {
  ko: '공정점수 (등급의 기준)',
  en: 'Fair score (decides the grade)',
  zh: '公正分（决定等级）',
} as const satisfies Words

/** Names of editions' kinds as printed on a certificate. */
export const KIND_LABELS: Readonly<Record<string, Words>> = {
  rubric: { ko: '평가지표', en: 'Rubric', zh: '评估指标' },
  models: { ko: '평가모형', en: 'Models', zh: '评估模型' },
  risk: { ko: '위험모형', en: 'Risk model', zh: '风险模型' },
  grades: { ko: '등급표', en: 'Grades', zh: '等级表' },
  valuation: { ko: '가치평가', en: 'Valuation', zh: '价值评估' },
  eligibility: { ko: '보증대상', en: 'Eligibility', zh: '担保对象' },
  terms: { ko: '보증조건', en: 'Terms', zh: '担保条件' },
  programmes: { ko: '보증상품', en: 'Programmes', zh: '担保产品' },
}
