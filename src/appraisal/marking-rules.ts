/** What the rules of a day say of a sheet and of a hearing, as the panel asks for it. */
import { ok, type Result } from '../kernel/result.ts'
import type { PanelEdition } from '../panel/edition.ts'
import { markingRuleOf } from '../panel/marking/edition.ts'
import type { MarkingRules } from '../panel/marking/rules.ts'
import type { Content } from './content.ts'
import { divergentIn, formOf, sheetRefusals } from './panel-rules.ts'
import type { Rules } from './rule-book.ts'

/**
 * @param rulesOn  the rules of a day, compiled
 * @param panelOn  how panels are made up on a day
 * @param dayAfter the day so many days after another, moved to one with work
 */
export function markingRulesOf(
  rulesOn: (day: string) => Result<Rules>,
  panelOn: (day: string) => Result<PanelEdition>,
  dayAfter: (day: string, days: number) => string,
): MarkingRules {
  const markingOn = (day: string) => {
    const edition = panelOn(day)
    return edition.ok ? ok(markingRuleOf(edition.value.marking)) : edition
  }
  return {
    refusalsOf: (content, sheet, day) => {
      const rules = rulesOn(day)
      return rules.ok ? sheetRefusals(rules.value, content as Content, sheet) : rules.refusals
    },
    formOf: (content, day) => {
      const rules = rulesOn(day)
      if (!rules.ok) return rules
      const marking = markingOn(day)
      if (!marking.ok) return marking
      const form = formOf(rules.value, content as Content)
      return form.ok ? ok({ ...form.value, quotationRequired: marking.value.quotationRequired }) : form
    },
    divergentIn: (content, sheets, day) => {
      const rules = rulesOn(day)
      return rules.ok ? divergentIn(rules.value, content as Content, sheets) : []
    },
    heardUntil: day => {
      const marking = markingOn(day)
      return marking.ok ? ok(dayAfter(day, marking.value.consensusDays)) : marking
    },
  }
}
