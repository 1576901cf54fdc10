/**
 * The names of an edition's parts, and of what a number carries, in three languages; what has none is named by its key.
 */
import type { Language, Words } from '../../kernel/words.ts'

const words = (ko: string, en: string, zh: string): Words => ({ ko, en, zh })

const LABELS: Readonly<Record<string, Words>> = {
  terms: words('보증조건', 'terms', '担保条件'),
  grades: words('등급', 'grades', '等级'),
  authority: words('전결권', 'authority', '审批权限'),
  eligibility: words('보증자격', 'eligibility', '担保资格'),
  programmes: words('보증상품', 'programmes', '担保项目'),
  fees: words('보증료', 'fees', '担保费'),
  coverage: words('보증비율', 'coverage', '担保比例'),
  basic: words('기본', 'basic', '基本'),
  reductions: words('인하', 'reductions', '下调'),
  rounding: words('끝수 처리', 'rounding', '取整'),
  guarantee_step: words('보증금액 단위', 'guarantee step', '担保金额单位'),
  fee_step: words('보증료 단위', 'fee step', '担保费单位'),
  minimum_grade: words('최저등급', 'minimum grade', '最低等级'),
  ceiling_by_grade: words('등급별 보증한도', 'ceiling by grade', '各等级限额'),
  statutory_caps: words('법정한도', 'statutory caps', '法定限额'),
  caps: words('한도', 'caps', '限额'),
  limits: words('한도', 'limits', '限额'),
  needs: words('소요금액', 'needs', '资金需求'),
  base_by_grade: words('등급별 기본요율', 'base by grade', '各等级基本费率'),
  minimum: words('최저', 'minimum', '最低'),
  maximum: words('최고', 'maximum', '最高'),
  surcharges: words('가산', 'surcharges', '加收'),
  discounts: words('감면', 'discounts', '减免'),
  day_count: words('연간 일수', 'day count', '年天数'),
  success_fee_max: words('성공보수 상한', 'success fee, most', '成功费上限'),
  late_fee: words('지연보증료', 'late fee', '滞纳费'),
  damages_max: words('손해금 상한', 'damages, most', '损害金上限'),
  term_months_max: words('최장 보증기간', 'longest term', '最长担保期限'),
  decision_validity_days: words('결정 유효기간', 'validity of a decision', '决定有效期'),
  certificate_validity_months: words('보증서 유효기간', 'validity of a certificate', '担保书有效期'),
  conditions: words('조건', 'conditions', '条件'),
  parameters: words('매개변수', 'parameters', '参数'),
  matrix: words('등급 매트릭스', 'matrix', '等级矩阵'),
  technology_score_min: words('기술등급 최저점수', 'least technology score', '技术等级最低分'),
  observed: words('관측값', 'observed', '观测值'),
  default_chance: words('부도확률', 'chance of default', '违约概率'),
  loss_given_default: words('부도시 손실률', 'loss given default', '违约损失率'),
  levels: words('전결 단계', 'levels', '审批层级'),
  amount_max: words('최고금액', 'most amount', '最高金额'),
  quorum: words('서명 인원', 'quorum', '签署人数'),
  may_sign_referred: words('심사건 전결', 'may sign what was referred', '可签转审案件'),
  may_override: words('권고 변경', 'may override', '可推翻建议'),
  general: words('일반 요건', 'general', '一般条件'),
  technology: words('기술보증 요건', 'technology guarantee', '技术担保条件'),
  credit: words('신용보증 요건', 'credit guarantee', '信用担保条件'),
  capacity: words('상환능력', 'capacity', '偿还能力'),
  industries: words('업종', 'industries', '行业'),
  sme_sales_max: words('중소기업 매출 상한', 'most sales of an SME', '中小企业销售额上限'),
  country: words('국가', 'country', '国家'),
  clauses: words('조항', 'clauses', '条款'),
  fee: words('보증료', 'fee', '担保费'),
  fixed: words('고정요율', 'fixed', '固定费率'),
  discount: words('감면율', 'discount', '减免率'),
  gates: words('단계', 'gates', '阶段'),
  additions: words('가산', 'additions', '加收'),
  long_use: words('장기이용', 'long use', '长期使用'),
  high_amount: words('고액', 'high amount', '高额'),
  appraisal: words('평가료', 'appraisal', '评估费'),
  bank_support: words('은행 지원', 'support by a bank', '银行补贴'),
  payers: words('부담자', 'payers', '承担方'),
  kind: words('종류', 'kind', '类别'),
  edition: words('판', 'edition', '版本'),
  applies: words('적용 요건', 'applies when', '适用条件'),
  when: words('적용 조건', 'when', '适用条件'),
  if_not: words('미충족 시', 'if not met', '不满足时'),
  if_unknown: words('불명 시', 'if unknown', '未知时'),
  code: words('코드', 'code', '代码'),
  clause: words('조항', 'clause', '条款'),
  says: words('문구', 'words', '文字'),
  scope: words('범위', 'scope', '范围'),
  side: words('구분', 'side', '口径'),
  counts: words('합산 대상', 'counts', '计入'),
  purposes: words('자금용도', 'purposes', '资金用途'),
  facts: words('사실', 'facts', '事实'),
  less: words('차감', 'less', '扣除'),
  papers: words('서류', 'papers', '文件'),
  amount: words('금액', 'amount', '金额'),
  share: words('비율', 'share', '比例'),
  rate: words('요율', 'rate', '费率'),
  by: words('인하폭', 'by', '下调幅度'),
  over: words('초과 기준', 'over', '超过'),
  years: words('연수', 'years', '年数'),
  most: words('최대', 'most', '最多'),
  value: words('값', 'value', '值'),
  unit: words('단위', 'unit', '单位'),
  status: words('근거 구분', 'status', '依据状态'),
  decided_by: words('결정 기관', 'body that decides', '决定机构'),
  source: words('출처', 'source', '来源'),
  legal_basis: words('법적 근거', 'legal basis', '法律依据'),
  formula: words('산식', 'formula', '公式'),
  note: words('비고', 'note', '备注'),
  in_force_from: words('시행일', 'first day', '生效日'),
  in_force_until: words('종료일', 'last day', '截止日'),
  checked_on: words('확인일', 'checked on', '核对日'),
  place: words('위치', 'place', '位置'),
  name: words('이름', 'name', '名称'),
  of: words('소속 행', 'row it belongs to', '所属行'),
  key: words('키', 'key', '键'),
  grade: words('등급', 'grade', '等级'),
  technology_grade: words('기술등급', 'technology grade', '技术等级'),
  risk_grade: words('위험등급', 'risk grade', '风险等级'),
  id: words('번호', 'id', '编号'),
  at: words('위치', 'at', '位置'),
}

/** Units as they stand before a value. */
const UNITS: Readonly<Record<string, Words>> = {
  won: words('금액(원)', 'won', '金额（韩元）'),
  ratio: words('비율', 'ratio', '比例'),
  annual_rate: words('연이율', 'annual rate', '年利率'),
  percentage_point: words('퍼센트포인트', 'percentage points', '百分点'),
  grade: words('등급', 'grade', '等级'),
  years: words('연수', 'years', '年数'),
  months: words('개월', 'months', '月数'),
  days: words('일수', 'days', '天数'),
  hours: words('시간', 'hours', '小时'),
  count: words('개수', 'count', '数量'),
  persons: words('인원', 'persons', '人数'),
  score: words('점수', 'score', '分数'),
  points: words('점', 'points', '分'),
  multiple: words('배수', 'multiple', '倍数'),
}

/** The name of one key, as it stands within a sentence. */
export const labelOf = (key: string, language: Language): string => LABELS[key]?.[language] ?? key.replaceAll('_', ' ')

/** The name of a dotted path: each step's, the first as it opens a sentence. */
export const labelOfPath = (path: string, language: Language): string => {
  const text = path
    .split('.')
    .filter(step => step !== '')
    .map(step => labelOf(step, language))
    .join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What a value is counted in. */
export const unitLabelOf = (unit: string, language: Language): string =>
  UNITS[unit]?.[language] ?? unit.replaceAll('_', ' ')
