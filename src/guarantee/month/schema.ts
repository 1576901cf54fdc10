/** The columns of the tables a bank sends: their names in the languages of the house, and what each holds. */
import type { Words } from '../../kernel/words.ts'

/** What a cell of a column is, so that a number of a workbook is read as what it stands for. */
export type Holds = 'text' | 'amount' | 'rate' | 'day' | 'month'

export type Column = {
  /** The name in code, JSON and the English heading. */
  readonly key: string
  readonly names: Words
  readonly holds: Holds
  /** A cell of the form due; those of a table make a row. */
  readonly example: string
  /** Whether the column must be there; a cell of it may be empty where the row's own rules say so. */
  readonly isDue: boolean
}

const column = (key: string, holds: Holds, ko: string, zh: string, example: string, isDue = true): Column => ({
  key,
  names: { ko, en: key, zh },
  holds,
  example,
  isDue,
})

const GUARANTEE = column('guarantee', 'text', '보증번호', '保证编号', 'TG-2026-0000001')
const AMOUNT = column('amount', 'amount', '금액', '金额', '90000000')

/** The utilisation report. */
export const MONTH_COLUMNS: readonly Column[] = [
  GUARANTEE,
  column('loan', 'text', '대출계좌번호', '贷款编号', 'L-100-1'),
  column('month', 'month', '기준월', '报告月份', '2026-05'),
  column('outstanding', 'amount', '월말대출잔액', '月末本金余额', '900000000'),
  column('drawn', 'amount', '당월실행액', '当月提款额', '0'),
  column('repaid', 'amount', '당월상환액', '当月还款额', '100000000'),
  column('rate', 'rate', '대출금리', '贷款利率', '0.0475'),
  column('arrears_since', 'day', '연체시작일', '逾期起始日', '2026-05-14'),
  column('state', 'text', '대출상태', '贷款状态', 'arrears'),
  column('fee_paid', 'amount', '보증료납부액', '已付保费', '120000', false),
  column('fee_paid_on', 'day', '보증료납부일', '保费支付日', '2026-05-29', false),
]

/** Claims, many at once. */
export const CLAIM_COLUMNS: readonly Column[] = [
  GUARANTEE,
  column('trigger', 'text', '이행청구사유', '索赔事由', 'closure'),
  column('on', 'day', '사유발생일', '事由发生日', '2026-05-14'),
  column('proof', 'text', '증빙번호', '证明编号', 'P-2026-118'),
  column('consent', 'text', '동의번호', '同意编号', 'C-2026-7', false),
]

/** Recoveries, many at once. */
export const RECOVERY_COLUMNS: readonly Column[] = [
  GUARANTEE,
  AMOUNT,
  column('reference', 'text', '입금번호', '入账编号', 'R-2026-0519-3'),
]

/** Whether what is due is a sentence, which the remedy says in the reader's language, and not a value or several. */
export const isProse = (limit: string): boolean => /[^,] \S+ /.test(limit)
