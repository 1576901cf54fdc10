/**
 * The kinds of edition in rules/, each with the schema of its numbers: those a decision is made by, which every record
 * names, and those by which papers are kept, files of offices read, panels made up, worth judged beside the way, rights
 * lent on, guarantees carried and watched, losses shared after it and the others held to the statute, which no record
 * names.
 */
import { z } from 'zod'
import { retentionSchema } from '../application/papers/retention.ts'
import { aftercareSchema } from '../decision/aftercare-schema.ts'
import { authoritySchema } from '../decision/authority-schema.ts'
import { collateralSchema } from '../decision/collateral-schema.ts'
import { eligibilitySchema } from '../decision/eligibility-schema.ts'
import { feesSchema } from '../decision/fees-schema.ts'
import { fundSchema } from '../decision/fund-schema.ts'
import { holidaysSchema } from '../decision/holidays-schema.ts'
import { programmesSchema } from '../decision/programmes-schema.ts'
import { recourseSchema } from '../decision/recourse-schema.ts'
import { safeguardsSchema } from '../decision/safeguards-schema.ts'
import { sharingEditionSchema } from '../decision/sharing-edition.ts'
import { termsSchema } from '../decision/terms-schema.ts'
import { watchSchema } from '../decision/watch-schema.ts'
import { editionHeader } from '../kernel/sourced.ts'
import { panelEditionSchema } from '../panel/edition.ts'
import { classificationsSchema } from '../party/classification.ts'
import { gradesSchema } from '../scoring/grades-schema.ts'
import { modelsSchema } from '../scoring/models-schema.ts'
import { riskSchema } from '../scoring/risk-schema.ts'
import { rubricSchema } from '../scoring/rubric-schema.ts'
import { officesEditionSchema } from '../technology/offices/edition.ts'
import { readinessSchema } from '../technology/readiness.ts'
import { valuationEditionSchema } from '../valuation/schema.ts'
import { worthEditionSchema } from '../valuation/worth-edition.ts'

const factsEditionSchema = z.strictObject({
  kind: z.literal('facts'),
  ...editionHeader,
  facts: z.array(z.unknown()).min(1),
})

/** What a decision is made by; the order is the data's way. */
const KINDS = {
  facts: factsEditionSchema,
  classifications: classificationsSchema,
  holidays: holidaysSchema,
  readiness: readinessSchema,
  rubric: rubricSchema,
  models: modelsSchema,
  risk: riskSchema,
  grades: gradesSchema,
  valuation: valuationEditionSchema,
  eligibility: eligibilitySchema,
  terms: termsSchema,
  programmes: programmesSchema,
  authority: authoritySchema,
} as const
export type Kind = keyof typeof KINDS
export const kinds = Object.keys(KINDS) as readonly Kind[]
export const isKind = (kind: string): kind is Kind => Object.hasOwn(KINDS, kind)

/** Every kind there is: also what no decision is made by. */
export const SCHEMAS = {
  ...KINDS,
  retention: retentionSchema,
  offices: officesEditionSchema,
  panel: panelEditionSchema,
  worth: worthEditionSchema,
  collateral: collateralSchema,
  aftercare: aftercareSchema,
  fees: feesSchema,
  fund: fundSchema,
  sharing: sharingEditionSchema,
  recourse: recourseSchema,
  watch: watchSchema,
  safeguards: safeguardsSchema,
} as const
export type AnyKind = keyof typeof SCHEMAS
export const everyKind = Object.keys(SCHEMAS) as readonly AnyKind[]

export type EditionOf<K extends AnyKind> = z.output<(typeof SCHEMAS)[K]>
/** One edition of each kind a decision is made by. */
export type Editions = { readonly [K in Kind]: EditionOf<K> }
