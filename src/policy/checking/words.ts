/**
 * Findings in words: each as a sentence in the reader's language that names the table, the rows and the case that shows
 * it. Made at the edge from codes and values; the names of facts come from the words of the rule book.
 */
import { filled, type Language, type Words } from '../../kernel/words.ts'
import type { FindingKind, Witness, WitnessFinding } from './finding.ts'

export type WordsOf = (key: string) => Words | undefined

const SENTENCES = {
  gap: {
    ko: '{table}: 어느 행에도 해당하지 않는 경우가 있습니다',
    en: '{table}: a case that no row takes',
    zh: '{table}：存在不属于任何一行的情形',
  },
  overlap: {
    ko: '{table}: {row} 행과 {others} 행에 함께 해당하는 경우가 있습니다',
    en: '{table}: a case that both {row} and {others} take',
    zh: '{table}：存在同时属于 {row} 与 {others} 的情形',
  },
  row_unreachable: {
    ko: '{table}: {row} 행의 조건은 충족될 수 없습니다. 아래 경우도 해당하지 않습니다',
    en: '{table}: no case can meet {row}; this one does not either',
    zh: '{table}：{row} 的条件无法满足，下列情形也不满足',
  },
  row_shadowed: {
    ko: '{table}: {row} 행은 적용되는 일이 없습니다. 해당하는 경우를 {others} 행이 먼저 가져갑니다',
    en: '{table}: {row} never counts, since {others} takes its cases first',
    zh: '{table}：{row} 从不生效，其情形已由 {others} 先行适用',
  },
  row_redundant: {
    ko: '{table}: {row} 행을 빼도 결과가 달라지지 않습니다',
    en: '{table}: without {row} every case is given the same',
    zh: '{table}：去掉 {row} 后各情形结果不变',
  },
  not_monotone: {
    ko: '{table}: {fact}만 더 나은 경우에 더 나쁜 조건을 줍니다 ({row})',
    en: '{table}: of two cases that differ in {fact} alone the better one is given the worse terms ({row})',
    zh: '{table}：仅 {fact} 更优的情形反而得到更差的条件（{row}）',
  },
  unknown_rewarded: {
    ko: '{table}: {fact}을(를) 알 수 없는 경우가 알려진 경우보다 나은 조건을 받습니다 ({row})',
    en: '{table}: a case is given better terms where {fact} is not known ({row})',
    zh: '{table}：{fact} 未知时反而得到更优的条件（{row}）',
  },
  not_rising: {
    ko: '{table}: {row}이(가) 앞의 {others}보다 크지 않습니다',
    en: '{table}: {row} does not rise above {others} before it',
    zh: '{table}：{row} 未高于其前的 {others}',
  },
  bounds_crossed: {
    ko: '{table}: {row}이(가) 범위 {others}와(과) 맞지 않습니다',
    en: '{table}: {row} does not lie within {others}',
    zh: '{table}：{row} 不在 {others} 范围内',
  },
  nothing_given: {
    ko: '{table}: {row}에 따라 받을 수 있는 것이 남지 않는 경우가 있습니다',
    en: '{table}: {row} leaves nothing to give to a case that is let in',
    zh: '{table}：{row} 使获准的情形得不到任何额度',
  },
  parts_make_no_whole: {
    ko: '{table}: 나눈 몫의 합이 1이 아닙니다',
    en: '{table}: the shares do not make 1',
    zh: '{table}：各份额之和不为 1',
  },
  clause_unreachable: {
    ko: '{row} 조항은 적용되는 경우가 없습니다. 아래 경우에도 적용되지 않습니다',
    en: 'Clause {row} never applies; it does not apply to this case either',
    zh: '条款 {row} 从不适用，对下列情形也不适用',
  },
  clause_contradictory: {
    ko: '{row} 조항은 충족될 수 없습니다. 적용되는 모든 경우가 아래처럼 미충족입니다',
    en: 'Clause {row} can never be met: every case it applies to fails it, as this one does',
    zh: '条款 {row} 无法满足，凡适用者均如下列情形不满足',
  },
  clause_always_met: {
    ko: '{row} 조항은 알려진 값에서는 항상 충족되어 아무도 걸러내지 않습니다',
    en: 'Clause {row} is met by every known case, as by this one',
    zh: '条款 {row} 在已知值下总是满足，不起筛选作用',
  },
  clauses_exclude: {
    ko: '{row} 조항과 {others} 조항은 함께 충족될 수 없습니다',
    en: 'Clauses {row} and {others} cannot both be met where both apply',
    zh: '条款 {row} 与 {others} 同时适用时无法同时满足',
  },
  clauses_conflict: {
    ko: '{row} 조항과 {others} 조항은 같은 경우에 서로 다른 결과를 냅니다',
    en: 'Clauses {row} and {others} fail the same cases with different consequences',
    zh: '条款 {row} 与 {others} 对相同情形给出不同后果',
  },
  clause_duplicate: {
    ko: '{row} 조항은 {others} 조항과 같은 내용입니다',
    en: 'Clause {row} says what {others} says',
    zh: '条款 {row} 与 {others} 内容相同',
  },
  clause_implied: {
    ko: '{row} 조항에 걸리는 경우는 모두 {others} 조항에도 걸립니다',
    en: 'Whoever fails clause {row} fails {others} at least as gravely',
    zh: '不满足条款 {row} 者必同样或更严重地不满足 {others}',
  },
  clauses_nobody_passes: {
    ko: '{programme}: 모든 조항을 통과하는 경우가 없습니다. {others}을(를) 통과하면 {row}에 걸립니다',
    en: '{programme}: no case passes all clauses; who passes {others} fails {row}',
    zh: '{programme}：没有情形能通过全部条款，通过 {others} 者不满足 {row}',
  },
  not_decided: {
    ko: '{table} {row}: 정해진 단계 안에서 판정하지 못했습니다. 아래 사실에 대해서는 확인되지 않았습니다',
    en: '{table} {row}: not decided within the steps allowed; over these facts it was not looked at to the end',
    zh: '{table} {row}：在允许步数内未能判定，未就下列事实检查完毕',
  },
} as const satisfies Readonly<Record<FindingKind, Words>>

/** The tables of editions, as a reader calls them. */
const TABLES: Readonly<Record<string, Words>> = {
  coverage: { ko: '보증비율', en: 'Coverage', zh: '担保比例' },
  coverage_reductions: { ko: '보증비율 인하', en: 'Reductions of coverage', zh: '担保比例下调' },
  ceiling_by_grade: { ko: '등급별 한도', en: 'Ceilings by grade', zh: '分级限额' },
  statutory_caps: { ko: '법정 한도', en: 'Statutory caps', zh: '法定限额' },
  caps: { ko: '추가 한도', en: 'Further caps', zh: '附加限额' },
  limits: { ko: '상품별 한도', en: 'Limits of the programme', zh: '产品限额' },
  needs: { ko: '소요자금', en: 'Needs by purpose', zh: '资金需求' },
  conditions: { ko: '보증조건', en: 'Conditions', zh: '附加条件' },
  gates: { ko: '단계별 보증', en: 'Gates', zh: '分阶段担保' },
  fees: { ko: '보증료율', en: 'Fees', zh: '担保费率' },
  base_by_grade: { ko: '등급별 기준보증료율', en: 'Base fees by grade', zh: '分级基准费率' },
  additions_long_use: { ko: '장기이용 가산료', en: 'Additions for long use', zh: '长期使用加费' },
  additions_high_amount: { ko: '고액보증 가산료', en: 'Additions for a high amount', zh: '高额加费' },
  authority: { ko: '전결권한', en: 'Authority', zh: '审批权限' },
  matrix: { ko: '등급 매트릭스', en: 'Matrix of grades', zh: '等级矩阵' },
  technology_score_min: { ko: '기술등급 기준점수', en: 'Cut-offs of technology grades', zh: '技术等级分界' },
  safeguards: { ko: '안전장치', en: 'Safeguards', zh: '保障条款' },
  industries: { ko: '제한 업종', en: 'Industries', zh: '限制行业' },
}

/** Facts of tables that no vocabulary declares. */
const FACTS: Readonly<Record<string, Words>> = {
  guaranteed_amount: { ko: '보증금액', en: 'guaranteed amount', zh: '担保金额' },
  is_referred: { ko: '추가심사 대상', en: 'referred to a person', zh: '转人工审查' },
  long_use: { ko: '보증이용연수', en: 'years of use', zh: '使用年数' },
  high_amount: { ko: '총 보증금액', en: 'amount guaranteed in all', zh: '担保总额' },
  ksic: { ko: '업종코드', en: 'industry code', zh: '行业代码' },
}

const LABELS = {
  case: { ko: '해당 경우', en: 'Case', zh: '情形' },
  beside: { ko: '비교 경우', en: 'held against', zh: '对照情形' },
  unknown: { ko: '확인되지 않음', en: 'not known', zh: '未知' },
  yes: { ko: '예', en: 'yes', zh: '是' },
  no: { ko: '아니오', en: 'no', zh: '否' },
  any: { ko: '모든 경우', en: 'any', zh: '任意' },
} as const satisfies Readonly<Record<string, Words>>

/** Over which values something was found; what was left undecided says so itself. */
const OVER: Readonly<Record<string, Words>> = {
  known: { ko: '알려진 값 기준', en: 'among known values', zh: '就已知值而言' },
  unknown: { ko: '알 수 없는 사실이 있을 때만', en: 'only where facts are not known', zh: '仅在事实未知时' },
  all: { ko: '알려졌든 아니든', en: 'whether facts are known or not', zh: '无论事实是否已知' },
}

const grouped = (text: string): string => (/^-?\d{5,}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, ',') : text)

function caseText(witness: Witness, words: WordsOf, language: Language): string {
  const parts = Object.entries(witness).map(([fact, value]) => {
    const name = (words(`fact.${fact}`) ?? FACTS[fact])?.[language] ?? fact
    if (value === null) return `${name} = ${LABELS.unknown[language]}`
    if (typeof value === 'boolean') return `${name} = ${LABELS[value ? 'yes' : 'no'][language]}`
    return `${name} = ${grouped(value)}`
  })
  return parts.length === 0 ? LABELS.any[language] : parts.join(', ')
}

/** A finding as one sentence, with the case that shows it and, where there are two, the one it is held against. */
export function sentenceOf(found: WitnessFinding, words: WordsOf, language: Language): string {
  const { params } = found
  const table = TABLES[params['table'] ?? '']?.[language] ?? ''
  const programme = params['programme']
  const named = programme === undefined ? '' : (words(`programme.${programme}.name`)?.[language] ?? programme)
  const fact = params['fact'] ?? ''
  const sentence = filled(SENTENCES[found.kind][language], {
    table: named === '' ? table : `${table} (${named})`,
    programme: named,
    row: params['row'] ?? '',
    others: params['others'] ?? '',
    fact: (words(`fact.${fact}`) ?? FACTS[fact])?.[language] ?? fact,
  })
  const over = found.kind === 'not_decided' ? undefined : OVER[params['over'] ?? '']?.[language]
  const shown = `${LABELS.case[language]}: ${caseText(found.witness, words, language)}`
  const beside =
    found.beside === undefined ? '' : `; ${LABELS.beside[language]}: ${caseText(found.beside, words, language)}`
  return `${sentence.trim()}${over === undefined ? '' : ` (${over})`}. ${shown}${beside}`
}
