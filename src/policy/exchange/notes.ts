/** What a workbook or a DMN file has not of an edition, said in it; and what is therefore refused when it comes in. */
import type { Words } from '../../kernel/words.ts'
import { type DecisionTable, headingOf, pathOf } from './decision-table.ts'

const ALWAYS: readonly Words[] = [
  {
    ko: '세 언어 문구는 판의 words.json에 있으며 여기에는 없습니다. 행은 문구의 코드만 가집니다.',
    en: 'The sentences in three languages stand in the edition’s words.json and not here; rows hold their codes.',
    zh: '三种语言的文字在该版本的 words.json 中，不在此处；各行只含其代码。',
  },
  {
    ko: '출처의 제목과 위치는 rules/sources에 있습니다. 여기에는 출처 번호와 항목만 있습니다.',
    en: 'Titles and places of sources stand in rules/sources; here are their ids and the part that was read.',
    zh: '来源的标题与位置在 rules/sources 中；此处只有来源编号与所引部分。',
  },
  {
    ko: '조항은 충족, 미충족, 불명의 세 값을 가집니다. 표는 충족된 행만 고르며, 나머지 결과는 if_not과 if_unknown에 있습니다.',
    en: 'A clause is met, not met or unknown; a table finds the rows met, and if_not and if_unknown say the rest.',
    zh: '条款有满足、不满足、未知三种结果；表格只选出满足的行，其余结果见 if_not 与 if_unknown。',
  },
  {
    ko: '행들이 하나의 결정으로 합쳐지는 방법(한도 중 최저, 가산과 감면의 순서, 끝수 처리)은 프로그램에 있습니다.',
    en: 'How rows come together in a decision (least of the caps, order of additions, rounding) is the engine’s.',
    zh: '各行如何合成一项决定（取最低限额、加减顺序、取整）由引擎规定。',
  },
  {
    ko: '두 판 사이의 승인, 결의, 시행 예약은 이 파일로 오가지 않습니다.',
    en: 'Approval, resolution and schedule of an edition are not carried by this file.',
    zh: '版本的审批、决议与生效安排不通过本文件传递。',
  },
]

const AS_JSON = (place: string): Words => ({
  ko: `${place}: 표의 행으로 나타낼 수 없어 JSON으로 적었습니다.`,
  en: `${place}: deeper than a row can show, and written as JSON.`,
  zh: `${place}：无法用表格行表示，以 JSON 写出。`,
})

/** Cells that hold what the form has no words for, by table and column. */
const jsonPlaces = (table: DecisionTable): readonly string[] =>
  table.columns.flatMap((column, at) => {
    const isAny = table.rows.some(row => {
      const cell = row[at]
      if (cell?.kind !== 'json' || typeof cell.value !== 'object' || cell.value === null) return false
      const isList = Array.isArray(cell.value) && cell.value.every(item => typeof item === 'string')
      return !isList && Object.keys(cell.value).length > 0
    })
    return isAny ? [`${pathOf(table) || table.shape}, ${headingOf(column)}`] : []
  })

/** The list of what is not there, for the tables of an edition. */
export const notesOf = (tables: readonly DecisionTable[]): readonly Words[] => [
  ...ALWAYS,
  ...tables.flatMap(jsonPlaces).map(AS_JSON),
]
