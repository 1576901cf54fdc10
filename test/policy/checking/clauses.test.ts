/**
 * Mistakes planted in the clauses of the shipped editions: each is found where it stands, with a case, and the compiled
 * clauses that decide give on the case what is claimed of it.
 */
import { describe, expect, test } from 'vitest'
import {
  clauseAt,
  ELIGIBILITY,
  outcomeOn,
  planted,
  plantedProgramme,
  rowFor,
  shippedAt,
  theOne,
  WATCH_SIGNALS,
} from './sample.ts'

const all = (...leaves: readonly (readonly [string, string, unknown])[]) => ({
  all: leaves.map(([fact, operator, value]) => ({ fact, operator, value })),
})
const SHORT = clauseAt('general', 'general.arrears_short')
const LONG = clauseAt('general', 'general.arrears_long')
const at = (place: string) => new RegExp(`^eligibility/2026-01\\.json#${place.replace('.', '\\.')}$`)
const ORDINARY = 'technology_guarantee'

describe('one clause', () => {
  test('that no case can meet: found, and the case fails it', () => {
    const one = planted(ELIGIBILITY, {
      [`${SHORT}.conditions`]: all(['arrears_days', 'less_than', '5'], ['arrears_days', 'at_least', '10']),
    })
    const found = theOne(one, 'clause_contradictory', at(SHORT))
    expect([found.severity, found.params['row']]).toEqual(['error', 'general.arrears_short'])
    expect(outcomeOn(one, ORDINARY, 'general.arrears_short', found.witness)).toBe('not_met')
  })

  test('whose bounds were set so that no owner is of the age', () => {
    const one = plantedProgramme('youth_startup', { 'parameters.youth_owner_years_min.value': '45' })
    const found = theOne(one, 'clause_contradictory', /programmes\.2\.clauses\.1$/)
    expect(outcomeOn(one, 'youth_startup', 'youth_startup.owner_age', found.witness)).toBe('not_met')
    // And so nobody passes the programme at all, which is told beside it.
    expect(theOne(one, 'clauses_nobody_passes', /programmes\.2\./).params['programme']).toBe('youth_startup')
  })

  test('that every known case meets', () => {
    const one = planted(ELIGIBILITY, { [`${SHORT}.conditions`]: all(['arrears_days', 'at_least', '0']) })
    const found = theOne(one, 'clause_always_met', at(SHORT))
    expect([found.severity, outcomeOn(one, ORDINARY, 'general.arrears_short', found.witness)]).toEqual([
      'warning',
      'met',
    ])
  })

  test('that never applies', () => {
    const one = planted(ELIGIBILITY, {
      [`${SHORT}.applies`]: all(['firm_age_months', 'less_than', '3'], ['firm_age_months', 'more_than', '9']),
    })
    const found = theOne(one, 'clause_unreachable', at(SHORT))
    expect(outcomeOn(one, ORDINARY, 'general.arrears_short', found.witness)).toBe('not_applicable')
  })

  test('of the watch that never raises its signal', () => {
    const one = planted('watch/2026-01.json', {
      'signals.1.when': all(['equity', 'less_than', '0'], ['equity', 'more_than', '5']),
    })
    expect(theOne(one, 'clause_contradictory', /^watch\/2026-01\.json#signals\.1$/).params['row']).toBe(
      WATCH_SIGNALS[1],
    )
  })
})

describe('two clauses', () => {
  test('that fail the same firms with different consequences', () => {
    const decline = shippedAt<string>(ELIGIBILITY, 'parameters.arrears_days_decline.value')
    const one = planted(ELIGIBILITY, { 'parameters.arrears_days_refer.value': decline })
    const found = theOne(one, 'clauses_conflict', at(SHORT))
    expect([found.severity, found.params['others']]).toEqual(['error', 'general.arrears_long'])
    expect(
      ['general.arrears_short', 'general.arrears_long'].map(clause => outcomeOn(one, ORDINARY, clause, found.witness)),
    ).toEqual(['not_met', 'not_met'])
  })

  test('of which the one declines nobody the other does not', () => {
    const one = planted(ELIGIBILITY, { [`${SHORT}.if_not`]: 'decline' })
    const found = theOne(one, 'clause_implied', at(LONG))
    expect(found.params).toMatchObject({
      row: 'general.arrears_long',
      others: 'general.arrears_short',
      over: 'all',
    })
    expect(outcomeOn(one, ORDINARY, 'general.arrears_short', found.witness)).toBe('not_met')
  })

  test('that cannot both be met: every firm is turned away by one or the other', () => {
    const one = planted(ELIGIBILITY, {
      [`${LONG}.conditions`]: all(['arrears_days', 'at_least', '20']),
    })
    const found = theOne(one, 'clauses_exclude', at(SHORT))
    expect(found.severity).toBe('error')
    const said = ['general.arrears_short', 'general.arrears_long'].map(clause =>
      outcomeOn(one, ORDINARY, clause, found.witness),
    )
    expect(said.toSorted()).toEqual(['met', 'not_met'])
  })
})

describe('a programme', () => {
  test('whose clause clashes with a general one lets nobody pass, and both are named', () => {
    const one = plantedProgramme('securitisation', {
      'clauses.1.conditions': all(['legal_form', 'equals', 'pre_startup']),
    })
    const found = theOne(one, 'clauses_nobody_passes', /programmes\/2026-01\.json#programmes\.26\.clauses\.1$/)
    expect(found.params).toMatchObject({
      programme: 'securitisation',
      row: 'securitisation.company',
      others: 'general.pre_startup_programme',
    })
    const said = ['securitisation.company', 'general.pre_startup_programme'].map(clause =>
      outcomeOn(one, 'securitisation', clause, found.witness),
    )
    expect(said).toEqual(['not_met', 'not_applicable'])
    expect(rowFor(one, found.witness).length).toBe(one.rules.vocabulary.facts.length)
  })
})

describe('industries', () => {
  test('of which one is taken by another before it, with another treatment', () => {
    const one = planted(ELIGIBILITY, { 'industries.6.ksic_prefixes': ['651'] })
    const found = theOne(one, 'row_shadowed', /#industries\.6$/)
    expect([found.severity, found.witness]).toEqual(['error', { ksic: '651' }])
    const { industries } = one.rules.editions.eligibility
    expect(industries.find(entry => entry.ksic_prefixes.some(prefix => '651'.startsWith(prefix)))?.code).toBe(
      'insurance',
    )
  })
})
