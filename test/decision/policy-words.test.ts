/** Every code of the policy editions has its words in three languages. */
import { describe, expect, it } from 'vitest'
import { editionWords } from '../../src/kernel/sourced.ts'
import { allClauses, authority, declared, eligibility, holidays, json, programmes, terms } from './policy-editions.ts'

describe('every code has its words in three languages', () => {
  const kinds = ['facts', 'eligibility', 'terms', 'programmes', 'authority', 'holidays'] as const
  const words = new Set(
    kinds.flatMap(kind => Object.keys(editionWords(kind).parse(json(`${kind}/2026-01.words.json`)).words)),
  )
  const without = (keys: readonly string[]) => [...new Set(keys)].filter(key => !words.has(key))

  it('misses a word that is not there', () => {
    expect(without(['fact.grade', 'fact.shoe_size'])).toEqual(['fact.shoe_size'])
  })

  it('facts, purposes and the codes of facts', () => {
    const { facts } = declared
    const coded = facts.filter(
      one =>
        one.codes !== undefined &&
        !['grade', 'technology_grade', 'risk_grade', 'industry_division', 'programme', 'purpose'].includes(one.name),
    )
    expect(without(facts.map(one => `fact.${one.name}`))).toEqual([])
    expect(without(coded.flatMap(one => (one.codes ?? []).map(code => `code.${one.name}.${code}`)))).toEqual([])
    expect(without((facts.find(one => one.name === 'purpose')?.codes ?? []).map(code => `purpose.${code}`))).toEqual([])
  })

  it('clauses: what is asked and what would change it', () => {
    expect(allClauses.filter(one => one.says !== `clause.${one.clause}.says`)).toEqual([])
    expect(without(allClauses.flatMap(one => [one.says, `clause.${one.clause}.change`]))).toEqual([])
  })

  it('clauses that make a condition, and the conditions of terms and programmes', () => {
    const own = allClauses
      .filter(one => JSON.stringify(one).includes('"if_not":"condition"'))
      .map(one => `condition.${one.clause}`)
    const named = [terms.conditions, ...programmes.programmes.map(one => one.conditions)]
      .flat()
      .map(one => `condition.${one.code}`)
    expect(own.length).toBeGreaterThan(0)
    expect(without([...own, ...named])).toEqual([])
  })

  it('limits, needs, coverage, reductions, surcharges and discounts', () => {
    const all = programmes.programmes
    const limits = [terms.statutory_caps, terms.caps, ...all.map(one => one.limits)]
      .flat()
      .map(one => `limit.${one.code}`)
    const needs = [terms.needs, ...all.map(one => one.needs)]
      .flat()
      .flatMap(one => [`need.${one.code}`, `limit.${one.code}`])
    const coverage = all.flatMap(one => one.coverage).map(one => `coverage.${one.code}`)
    const outside = all.flatMap(one => one.limits_required).map(code => `limit.${code}`)
    const rates = [
      ...terms.fees.surcharges.map(one => `surcharge.${one.code}`),
      ...terms.fees.discounts.map(one => `discount.${one.code}`),
    ]
    const reductions = terms.coverage.reductions.map(one => `reduction.${one.code}`)
    const built = ['limit.grade_ceiling', 'limit.need', 'coverage.basic', 'discount.programme']
    expect(without([...limits, ...needs, ...coverage, ...outside, ...rates, ...reductions, ...built])).toEqual([])
  })

  it('programmes, papers, gates, families, industries, levels of authority and holidays', () => {
    const all = programmes.programmes
    expect(
      without(all.flatMap(one => [`programme.${one.code}.name`, `programme.${one.code}.line`, `family.${one.family}`])),
    ).toEqual([])
    expect(without(all.flatMap(one => one.papers.map(code => `paper.${code}`)))).toEqual([])
    expect(without(all.flatMap(one => one.gates.map(gate => `gate.${gate.code}`)))).toEqual([])
    expect(without(eligibility.industries.map(one => `industry.${one.code}`))).toEqual([])
    expect(without(authority.levels.map(one => `authority.${one.code}`))).toEqual([])
    expect(without(holidays.years.flatMap(one => one.days.map(({ code }) => `holiday.${code}`)))).toEqual([])
  })
})
