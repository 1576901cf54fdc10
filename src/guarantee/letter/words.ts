/** The words of the letter of guarantee and its amendments in three languages; numbers are filled in from the rules. */
import type { Words } from '../../kernel/words.ts'

export const LETTER = {
  title: { ko: '보증서', en: 'Letter of Guarantee', zh: '担保函' },
  amendment_title: { ko: '보증조건 변경서', en: 'Amendment of a Letter of Guarantee', zh: '担保函变更书' },
  number: { ko: '문서번호', en: 'Paper no.', zh: '文件编号' },
  statement: {
    ko: '본 기관은 아래 채권자에 대하여, 아래 채무자가 아래 대출로 부담하는 채무를 이 보증서에 적힌 금액과 조건에 따라 보증합니다.',
    en:
      'The agency guarantees to the creditor below the debt that the debtor below owes under the loan ' +
      'below, up to the amount and on the terms stated in this letter.',
    zh: '本机构就下列债务人在下列贷款项下所负债务，按本担保函所载金额与条件，向下列债权人提供担保。',
  },
  amendment_statement: {
    ko: '아래 보증서를 다음과 같이 변경합니다. 여기에 적지 않은 사항은 보증서와 이전 변경서에 따릅니다.',
    en:
      'The letter of guarantee below is amended as follows. What is not stated here stays as the letter ' +
      'and its earlier amendments say it.',
    zh: '兹将下列担保函变更如下。未列事项仍依担保函及此前各变更书。',
  },
  creditor: { ko: '채권자', en: 'Creditor', zh: '债权人' },
  debtor: { ko: '채무자', en: 'Debtor', zh: '债务人' },
  joint_guarantor: { ko: '연대보증인', en: 'Joint guarantor', zh: '连带保证人' },
  successor: { ko: '채무인수인', en: 'Successor to the debt', zh: '债务承继人' },
  obligors: { ko: '연대채무자', en: 'Further obligors', zh: '其他债务人' },
  obligors_listed: { ko: '{count}인, 아래 참조', en: '{count}, listed below', zh: '{count} 人，见下' },
  none: { ko: '없음', en: 'none', zh: '无' },
  guarantee: { ko: '보증번호', en: 'Guarantee no.', zh: '担保号' },
  kind: { ko: '보증종류', en: 'Kind', zh: '担保种类' },
  individual: { ko: '개별보증', en: 'Individual guarantee', zh: '单笔担保' },
  revolving: { ko: '한도보증', en: 'Revolving guarantee (a line)', zh: '循环额度担保' },
  bank_loan: { ko: '대출 관리번호', en: "Creditor's loan reference", zh: '债权人贷款编号' },
  loan: { ko: '대출금액', en: 'Loan', zh: '贷款金额' },
  line: { ko: '대출한도', en: 'Line', zh: '贷款额度' },
  ratio: { ko: '보증비율', en: 'Guarantee ratio', zh: '担保比例' },
  bank_share: { ko: '채권자 부담금액', en: "Creditor's own share", zh: '债权人自担金额' },
  term: { ko: '보증기간', en: 'Term', zh: '担保期限' },
  matures_on: { ko: '보증기한', en: 'Ends on', zh: '担保到期日' },
  term_value: { ko: '{months}, {day}까지', en: '{months}, to {day}', zh: '{months}，至 {day}' },
  guaranteed: { ko: '보증금액', en: 'Guaranteed amount', zh: '担保金额' },
  guaranteed_individual: {
    ko: '대출금액의 {ratio}%',
    en: '{ratio}% of the loan',
    zh: '贷款金额的 {ratio}%',
  },
  guaranteed_revolving: {
    ko: '대출한도의 {ratio}%, 한도 전액',
    en: '{ratio}% of the line, the whole line',
    zh: '贷款额度的 {ratio}%，按额度全额',
  },
  formation: { ko: '보증의 성립', en: 'How the guarantee arises', zh: '担保的成立' },
  notice: { ko: '보증통지', en: 'Notice', zh: '担保通知' },
  gate: { ko: '단계', en: 'Gate', zh: '阶段' },
  noticed_on: { ko: '통지일', en: 'Noticed on', zh: '通知日' },
  until: { ko: '주채무 성립기한', en: 'Main debt to arise by', zh: '主债务成立期限' },
  until_value: {
    ko: '{day} (통지일부터 {days}일, 말일이 공휴일이면 다음 날). 이날까지 주채무가 성립하지 않으면 이 통지의 보증은 효력이 없습니다.',
    en:
      '{day} ({days} days from the notice; an end on a holiday rolls over). Without a main debt by that ' +
      'day what this notice promises is void.',
    zh: '{day}（自通知日起 {days} 日，末日逢节假日顺延）。届时主债务仍未成立的，本通知项下担保无效。',
  },
  notice_amount: { ko: '이 보증서의 금액', en: 'Amount under this letter', zh: '本函项下金额' },
  earlier: { ko: '앞선 통지의 금액', en: 'Under earlier notices', zh: '此前通知的金额' },
  scope: { ko: '보증의 범위와 잔액', en: 'What is guaranteed', zh: '担保范围与余额' },
  scope_individual: {
    ko: '보증잔액은 대출잔액 × 보증비율 {ratio}%이며, 원 미만은 버리고 보증금액을 넘지 않습니다.',
    en:
      'The guaranteed balance is the outstanding principal × {ratio}%, cut to the won, and never above the ' +
      'guaranteed amount.',
    zh: '担保余额为未偿本金 × {ratio}%，不足一韩元部分舍去，且不超过担保金额。',
  },
  scope_revolving: {
    ko: '한도보증이므로 첫 대출 실행부터 한도 전액이 보증잔액이며, 상환해도 줄지 않습니다.',
    en:
      'The loan revolves: from the first draw the whole line is the guaranteed balance, and a repayment ' +
      'does not lower it.',
    zh: '循环贷款：自首次提款起，额度全额即为担保余额，还款不减少余额。',
  },
  scope_paid: {
    ko: '이행금액은 원금과 이행기일부터 지급일까지의 약정이자, 정해진 회수비용을 더한 금액의 {ratio}%입니다({article}).',
    en:
      'On a claim {ratio}% of principal, contract interest from the due day to the day of payment and ' +
      'listed costs is paid ({article}).',
    zh: '履行保证时，支付本金、自应付日至支付日的约定利息及列明费用合计的 {ratio}%（{article}）。',
  },
  scope_interest: {
    ko: '이자는 대출계약에 달리 정함이 없으면 1년을 {days}일로 계산하고 원 미만을 버립니다.',
    en: 'Where the loan names no other count, interest is counted over {days} days a year and cut to the won.',
    zh: '贷款合同无另行约定的，利息按一年 {days} 日计算，不足一韩元部分舍去。',
  },
  conditions: { ko: '보증 조건', en: 'Conditions', zh: '担保条件' },
  duties: { ko: '채권자의 통지의무', en: 'What the creditor must tell', zh: '债权人的通知义务' },
  duties_summary: {
    ko: '채권자가 통지해야 하는 사유와 기한',
    en: 'What the creditor must tell, and within how many days',
    zh: '债权人应通知的事由与期限',
  },
  duty: { ko: '통지 사유', en: 'When', zh: '通知事由' },
  within: { ko: '기한', en: 'Within', zh: '期限' },
  basis: { ko: '근거', en: 'Basis', zh: '依据' },
  days: { ko: '{count}일', en: '{count} days', zh: '{count} 日' },
  claims: { ko: '이행청구', en: 'When a claim may be made', zh: '履行请求' },
  claims_summary: {
    ko: '이행청구 사유와 유예기간, 사전동의 여부',
    en: 'Triggers of a claim, how long each waits, and whether consent comes first',
    zh: '请求事由、等待期限及是否须事先同意',
  },
  trigger: { ko: '청구 사유', en: 'Trigger', zh: '请求事由' },
  wait: { ko: '청구 가능 시기', en: 'Claim from', zh: '可请求时间' },
  wait_none: { ko: '사유 발생일부터', en: 'the day it happens', zh: '事由发生之日起' },
  wait_months: {
    ko: '{count}개월 경과 후',
    en: 'the day after {count} months',
    zh: '满 {count} 个月之次日起',
  },
  consent: { ko: '사전동의', en: 'Consent first', zh: '事先同意' },
  consent_yes: { ko: '필요', en: 'needed', zh: '须' },
  consent_no: { ko: '불필요', en: 'not needed', zh: '无须' },
  accidents: { ko: '보증사고', en: 'Guarantee accidents', zh: '保证事故' },
  denials: { ko: '면책 사유', en: 'What is denied', zh: '免责事由' },
  denial_rule: {
    ko: '아래 사유에 해당하는 원금의 비율만큼 이행금액에서 제외합니다.',
    en: 'The fund pays less in the proportion of the principal to which one of these applies.',
    zh: '按下列事由所涉本金的比例，自支付金额中扣除。',
  },
  rules: { ko: '근거와 기록', en: 'Rules and record', zh: '依据与记录' },
  edition: { ko: '{kind} {edition}판 {digest}', en: '{kind} {edition}, {digest}', zh: '{kind} {edition} 版，{digest}' },
  record: { ko: '보증결정 {day}, {digest}', en: 'Decision of {day}, {digest}', zh: '{day} 决定，{digest}' },
  assumed: {
    ko: '이 기관이 정한 가정값을 쓰는 항목: {items}',
    en: 'Assumed by this agency, where no published figure stands: {items}',
    zh: '无公布数值而由本机构假定的项目：{items}',
  },
  only: {
    ko: '이 보증서는 위 채권자에게만 효력이 있으며 기관이 봉인한 변경서로만 변경됩니다. 채권자는 이 파일의 SHA-256 값으로 수령을 확인합니다.',
    en:
      'Only the creditor named above may rely on this letter, and only a sealed amendment changes it. The ' +
      'creditor acknowledges it by the SHA-256 digest of this file.',
    zh: '本担保函仅对上列债权人有效，且仅以经本机构签章的变更书变更。债权人以本文件的 SHA-256 值确认收讫。',
  },
  amendment_only: {
    ko: '이 변경서는 보증서와 함께 효력이 있습니다. 채권자는 이 파일의 SHA-256 값으로 수령을 확인합니다.',
    en:
      'This amendment holds together with the letter. The creditor acknowledges it by the SHA-256 digest ' +
      'of this file.',
    zh: '本变更书与担保函一并有效。债权人以本文件的 SHA-256 值确认收讫。',
  },
  amends: { ko: '대상 보증서', en: 'Letter amended', zh: '所变更的担保函' },
  amends_value: { ko: '{number} ({day})', en: '{number} of {day}', zh: '{number}（{day}）' },
  letter_digest: { ko: '보증서 파일 값', en: "Letter's digest", zh: '担保函文件值' },
  place: { ko: '변경 회차', en: 'Amendment', zh: '变更次数' },
  place_value: { ko: '제{count}회', en: 'no. {count}', zh: '第 {count} 次' },
  cause: { ko: '변경 사유', en: 'Cause', zh: '变更事由' },
  effective_on: { ko: '효력발생일', en: 'In effect from', zh: '生效日' },
  now_guaranteed: { ko: '변경 후 보증금액', en: 'Guaranteed from then on', zh: '变更后担保金额' },
  changes: { ko: '변경 내용', en: 'What changes', zh: '变更内容' },
  changes_summary: {
    ko: '항목별 변경 전과 변경 후',
    en: 'Each item before and after the amendment',
    zh: '各项变更前后对照',
  },
  item: { ko: '항목', en: 'Item', zh: '项目' },
  before: { ko: '변경 전', en: 'Before', zh: '变更前' },
  after: { ko: '변경 후', en: 'After', zh: '变更后' },
  acknowledged: { ko: '채권자의 수령 확인', en: 'Acknowledged by the creditor', zh: '债权人确认' },
  acknowledged_value: {
    ko: '{number}, {at}, 확인자 {by}, {digest}',
    en: '{number} on {at} by {by}, {digest}',
    zh: '{number}，{at}，确认人 {by}，{digest}',
  },
  acknowledged_none: {
    ko: '아직 확인된 문서가 없습니다.',
    en: 'No paper of this guarantee is acknowledged yet.',
    zh: '尚无已确认的文件。',
  },
  verification_text: {
    ko: '첨부된 기록으로 금액과 기한을 다시 계산하고 인쇄된 내용과 대조합니다.',
    en: 'The verifier works the figures and days out again from the attached record and holds the print against it.',
    zh: '验证程序依据所附记录重新计算金额与日期，并与印刷内容核对。',
  },
  seal_reason: { ko: '보증 문서 발급', en: 'Paper of a guarantee issued', zh: '签发担保文件' },
  attachment: {
    ko: '금액과 기한을 다시 계산하는 기록',
    en: 'The record from which figures and days are worked out again',
    zh: '可重新计算金额与日期的记录',
  },
} as const satisfies Readonly<Record<string, Words>>

export const CAUSE_WORDS: Readonly<Record<string, Words>> = {
  amount: { ko: '금액 변경', en: 'change of the amount', zh: '金额变更' },
  term: { ko: '기간 변경', en: 'change of the term', zh: '期限变更' },
  bank: { ko: '채권자 변경', en: 'change of the creditor', zh: '债权人变更' },
  debtor: { ko: '채무자 변경', en: 'change of the debtor', zh: '债务人变更' },
  obligor: { ko: '연대채무자 변경', en: 'change of the further obligors', zh: '其他债务人变更' },
  renewal: { ko: '기한 갱신', en: 'renewal', zh: '续期' },
  release: { ko: '일부 해지', en: 'release in part', zh: '部分解除' },
}

export const DUTY_WORDS: Readonly<Record<string, Words>> = {
  debt_formed: { ko: '주채무가 성립한 때', en: 'the main debt has arisen', zh: '主债务成立' },
  debt_extinguished: {
    ko: '주채무의 전부 또는 일부가 소멸한 때',
    en: 'the main debt is extinguished, wholly or in part',
    zh: '主债务全部或部分消灭',
  },
  benefit_of_time_lost: {
    ko: '채무자가 기한의 이익을 잃은 때',
    en: 'the debtor has lost the benefit of time',
    zh: '债务人丧失期限利益',
  },
  non_performance: {
    ko: '채무자가 채무를 이행하지 않은 때',
    en: 'the debtor does not perform',
    zh: '债务人不履行债务',
  },
  affecting: {
    ko: '그 밖에 보증에 영향을 미칠 사유가 생긴 때',
    en: 'anything else happens that affects the guarantee',
    zh: '发生其他影响担保的事由',
  },
}

export const TRIGGER_WORDS: Readonly<Record<string, Words>> = {
  default: { ko: '채무불이행 또는 기한의 이익 상실', en: 'default or acceleration', zh: '不履行或加速到期' },
  bankruptcy_or_dissolution: { ko: '파산 또는 해산', en: 'bankruptcy or dissolution', zh: '破产或解散' },
  inactivity: { ko: '휴업', en: 'inactivity', zh: '停业' },
  closure: { ko: '폐업', en: 'closure of the business', zh: '歇业' },
  rehabilitation: { ko: '회생절차 개시 신청', en: 'filing for rehabilitation', zh: '申请重整程序' },
  sharp_fall: {
    ko: '상환능력의 급격한 저하',
    en: 'a sharp fall in the ability to repay',
    zh: '偿还能力急剧下降',
  },
}

export const ACCIDENT_WORDS: Readonly<Record<string, Words>> = {
  arrears: { ko: '연체', en: 'arrears', zh: '逾期' },
  bill_bounced: { ko: '어음·수표 부도', en: 'a bounced bill or cheque', zh: '票据拒付' },
  tax_seizure: { ko: '조세 체납에 따른 압류', en: 'seizure for tax', zh: '因欠税被扣押' },
  business_closed: { ko: '폐업', en: 'the business closed', zh: '歇业' },
  rehabilitation_filed: { ko: '회생절차 개시 신청', en: 'rehabilitation filed', zh: '申请重整' },
}

export const BREACH_WORDS: Readonly<Record<string, Words>> = {
  duty_missed: { ko: '통지의무 위반', en: 'a duty to tell was missed', zh: '违反通知义务' },
  use_of_funds: { ko: '자금의 용도 외 사용', en: 'the money was used otherwise', zh: '资金挪作他用' },
  condition_unmet: { ko: '보증 조건 불이행', en: 'a condition of the letter was not kept', zh: '未履行担保条件' },
}

/** Kinds of editions a guarantee's paper rests on. */
export const EDITION_WORDS: Readonly<Record<string, Words>> = {
  aftercare: { ko: '사후관리 규정', en: 'After-care', zh: '保后管理规则' },
  terms: { ko: '보증조건 규정', en: 'Terms', zh: '担保条件规则' },
  holidays: { ko: '공휴일', en: 'Holidays', zh: '节假日' },
}
/** Rules of after-care whose numbers are printed, for the line that says which of them are assumed. */
export const RULE_WORDS: Readonly<Record<string, Words>> = {
  duty_days: { ko: '통지 기한', en: 'days to tell', zh: '通知期限' },
  accidents: { ko: '보증사고 목록', en: 'list of accidents', zh: '事故清单' },
  interest_day_count: { ko: '이자 계산 일수', en: 'day count of interest', zh: '计息天数' },
  damages_rate: { ko: '손해금률', en: 'rate of damages', zh: '损害金率' },
}
