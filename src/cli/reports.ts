/**
 * `npm run reports`: writes what the product says of itself, by the files of src/cli/reports/.
 * `npm run reports -- --check` writes nothing and ends with 1 where a report on disk is not the one made now, naming
 * the first line that differs. A report whose sources are not here is said so and left as it is.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { firstDifference, type Report, wholeText } from './report.ts'

const top = new URL('../../', import.meta.url)
/**
 * Written by commands of their own: `npm run bench` and `npm run bench:browser`, whose times are not the same twice,
 * and `npm run raters`, which simulates for a minute and compares itself.
 */
const APART = ['reports/bench.md', 'reports/browser.md', 'reports/raters.md']

async function allReports(): Promise<Report[]> {
  const folder = new URL('src/cli/reports/', top)
  const found: Report[] = []
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.ts')) continue
    const file: { readonly reports?: readonly Report[] } = await import(new URL(name, folder).href)
    found.push(...(file.reports ?? []))
  }
  return found
}

const standing = (path: string): string | null => {
  const place = new URL(path, top)
  return existsSync(place) ? readFileSync(place, 'utf8') : null
}

/** Reports on disk that nothing makes: left over, or written by hand. */
const orphans = (reports: readonly Report[]): string[] =>
  readdirSync(new URL('reports/', top), { recursive: true, encoding: 'utf8' })
    .map(name => `reports/${name}`)
    .filter(path => path.endsWith('.md') && !APART.includes(path) && !reports.some(report => report.path === path))

async function main(words: readonly string[]): Promise<number> {
  const isCheck = words[0] === '--check'
  if (words.length > (isCheck ? 1 : 0)) {
    process.stderr.write('npm run reports [-- --check]\n')
    return 2
  }
  const reports = await allReports()
  const wrong = orphans(reports).map(path => `${path} is made by nothing in src/cli/reports/`)
  for (const { path, make } of reports) {
    const made = await make(top)
    if ('absent' in made) {
      process.stdout.write(`${path}: left as it is, ${made.absent}\n`)
      continue
    }
    const difference = firstDifference(path, standing(path), wholeText(made.text, path))
    if (isCheck && difference !== null) wrong.push(difference)
    if (!isCheck && difference !== null) {
      mkdirSync(new URL('.', new URL(path, top)), { recursive: true })
      writeFileSync(new URL(path, top), wholeText(made.text, path))
    }
    process.stdout.write(`${path}: ${difference === null ? 'as it stands' : isCheck ? 'differs' : 'written'}\n`)
  }
  for (const sentence of wrong) process.stderr.write(`${sentence}\n`)
  return wrong.length === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
