/**
 * The shipped cases as appraisers are examined on them: the file without names, without what is wished for and without
 * anybody's marks, and the signed marks as the reference.
 */

import { lowerMiddle } from '../panel/consolidated.ts'
import type { ExamMaterial } from '../panel/examining/material.ts'
import type { RosterEdition } from '../panel/roster/edition.ts'
import { fieldsOf } from '../panel/roster/fields.ts'
import { type Classifications, industryOf } from '../party/classification.ts'
import type { Case } from './schema.ts'

/** The reference: where several signed, their lower middle mark, with what each rested it on. */
function referenceOf({ sheets }: Case): ExamMaterial['reference'] {
  const marks = sheets.flatMap(sheet => sheet.marks)
  const indicators = [...new Set(marks.map(one => one.indicator))]
  return indicators.map(indicator => {
    const own = marks.filter(one => one.indicator === indicator)
    const reasons = own.flatMap(one =>
      one.evidence.map(({ type, page, quotation }) => ({
        type,
        ...(page === undefined ? {} : { page }),
        ...(quotation === undefined ? {} : { quotation }),
      })),
    )
    return { indicator, mark: lowerMiddle(own.map(one => one.mark)), reasons }
  })
}

/** A shipped case as an exam holds it. */
export function examMaterialOf(one: Case, roster: RosterEdition, classifications: Classifications): ExamMaterial {
  const { firm } = one.party
  const industry = industryOf(firm.ksic, classifications)
  const classes = one.technology.assets.flatMap(asset => asset.classes)
  const { purpose, term_months } = one.application.request
  return {
    id: one.id,
    fields: fieldsOf(classes, industry.ok ? industry.value : undefined, roster),
    dossier: {
      day: one.day,
      firm,
      application: { ...one.application, request: { purpose, term_months } },
      technology: one.technology,
      stated_facts: one.stated_facts,
    },
    reference: referenceOf(one),
  }
}
