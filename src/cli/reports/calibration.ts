/**
 * reports/calibration.md: estimates the points of the risk edition again from the published samples, says whether they
 * are those the edition states, how well they separate firms they have not seen, and what the samples are not.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fittedPoints, pointDifferences, recipeOf, scaleOf, statedPoints } from '../../book/risk-recipe.ts'
import { isTraining, type Row, rowsOf } from '../../book/sample.ts'
import { type FittedScorecard, fittedScorecard, type ScorecardRecipe, totalOf } from '../../book/scorecard-fit.ts'
import { gradesSchema } from '../../scoring/grades-schema.ts'
import { type RiskEdition, riskSchema, type Scorecard } from '../../scoring/risk-schema.ts'
import { chanceLines, leakLines } from '../calibration-grounds.ts'
import {
  calibrationLines,
  gradeLines,
  type Part,
  pointLines,
  prose,
  separationRow,
  table,
} from '../calibration-tables.ts'
import type { Report } from '../report.ts'

const TOP = new URL('../../../', import.meta.url)
/** Names the folder of the samples; beside the repository where it is not set. */
export const SAMPLES_VARIABLE = 'TECH_GUARANTEE_SAMPLES'
export const samplesFolder = (top: URL): string =>
  process.env[SAMPLES_VARIABLE] ?? join(fileURLToPath(top), '..', 'shared', 'data')

const latest = (kind: string): unknown => {
  const folder = new URL(`rules/${kind}/`, TOP)
  const name = readdirSync(folder)
    .filter(file => file.endsWith('.json') && !file.endsWith('.words.json'))
    .sort()
    .at(-1)
  return JSON.parse(readFileSync(new URL(name ?? '', folder), 'utf8'))
}

function partsOf(
  card: Scorecard,
  recipe: ScorecardRecipe,
  fit: FittedScorecard,
  read: (file: string) => Row[],
): Part[] {
  const { files } = card.estimation
  const part = (name: string, rows: readonly Row[]): Part => ({
    name,
    rows,
    totals: rows.map(row => totalOf(row, recipe, fit)),
    bad: rows.map(row => row.cells[recipe.target] === '1'),
  })
  const all = read(files.fitted)
  return [
    part(
      'estimated from',
      all.filter(row => isTraining(row, recipe.split)),
    ),
    part(
      'held out',
      all.filter(row => !isTraining(row, recipe.split)),
    ),
    ...files.further.map(file => part(file, read(file))),
  ]
}

const heldOutBy = (split: Scorecard['estimation']['split']): string =>
  split.by === 'column'
    ? `the file's own column ${split.column}`
    : 'by the hash of the row, so that a row that stands twice falls on one side'

function cardLines(card: Scorecard, edition: RiskEdition, folder: string): string[] {
  const { estimation } = card
  const read = (file: string): Row[] => rowsOf(readFileSync(join(folder, estimation.files.folder, file), 'utf8'))
  const [recipe, scale] = [recipeOf(card), scaleOf(edition)]
  const fit = fittedScorecard(read(estimation.files.fitted), recipe, scale)
  const differences = pointDifferences(statedPoints(card), fittedPoints(fit))
  const isSameDrop = [...fit.dropped].sort().join() === [...estimation.dropped].sort().join()
  const wrong = [...differences, ...(isSameDrop ? [] : [`left out: ${fit.dropped.join(', ')}`])]
  const parts = partsOf(card, recipe, fit, read)
  const heldOut = parts[1]
  const assumed = card.attributes.filter(({ origin }) => origin === 'assumed').map(({ code }) => code)
  return [
    `## Scorecard ${card.code}`,
    '',
    prose(
      `Sample ${estimation.files.folder}/${estimation.files.fitted}: ${fit.training.rows} rows estimated from,`,
      `${fit.training.bad} of them bad; ${heldOut?.rows.length ?? 0} held out (${heldOutBy(estimation.split)}).`,
    ),
    '',
    wrong.length === 0
      ? `**Points estimated again: equal** to those of edition ${edition.edition}, base ${fit.basePoints}.`
      : `**Points estimated again: NOT equal** to those of edition ${edition.edition}: ${wrong.join('; ')}.`,
    prose(
      'Left out because the coefficient points the wrong way beside the others, or no bands differ:',
      `${fit.dropped.join(', ') || 'none'}. Assumed, not estimated: ${assumed.join(', ')}.`,
    ),
    '',
    ...pointLines(fit),
    '',
    ...table(['rows', 'good', 'bad', 'AUC', 'error (DeLong)', '95 % interval', 'Gini', 'KS'], parts.map(separationRow)),
    '',
    ...(heldOut === undefined
      ? []
      : [...calibrationLines(heldOut, fit, scale), '', ...gradeLines(heldOut, edition), '']),
    `What the sample is not: ${estimation.limits}`,
    '',
  ]
}

/**
 * The calibration report.
 * @param dataFolder folder that holds the samples, one folder each
 * @returns the text; or what is absent, when a sample is not there
 */
export function calibrationReport(dataFolder: string): string | { readonly absent: string } {
  const edition = riskSchema.parse(latest('risk'))
  const grades = gradesSchema.parse(latest('grades'))
  const missing = edition.scorecards.flatMap(({ estimation: { files } }) =>
    [files.fitted, ...files.further]
      .filter(file => !existsSync(join(dataFolder, files.folder, file)))
      .map(file => `${files.folder}/${file}`),
  )
  if (missing.length > 0)
    return { absent: `the samples ${missing.join(', ')} are not here; name their folder in ${SAMPLES_VARIABLE}` }
  return [
    '# Calibration of the risk score and of the grades',
    '',
    prose(
      `Risk edition ${edition.edition}, grades edition ${grades.edition}.`,
      'Everything below is computed anew from the samples each time this report is made.',
    ),
    '',
    prose(
      'What these samples are not: they are Polish companies of 2000-2013 and Californian real-estate and rental loans',
      'of 1989-2012. They are not Korean, not SMEs with a technology guarantee, and their outcome is not the accident',
      'of a guarantee. The areas below say how well the points order firms of those samples, and nothing about Korean',
      'firms; nothing here describes or measures the model of any agency. The level of the points is moved to a',
      'published accident rate; whether the order holds must be tested on the book itself before anybody relies on it.',
    ),
    '',
    ...edition.scorecards.flatMap(card => cardLines(card, edition, dataFolder)),
    ...leakLines(dataFolder),
    ...chanceLines(grades),
  ].join('\n')
}

export const reports: readonly Report[] = [
  {
    path: 'reports/calibration.md',
    make: top => {
      const made = calibrationReport(samplesFolder(top))
      return typeof made === 'string' ? { text: made } : made
    },
  },
]
