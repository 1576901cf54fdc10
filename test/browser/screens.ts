/**
 * `npm run screens`: every picture of the console in three languages, into reports/screens. `-- --only time,verify` and
 * `--languages en` take a part of them.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { HOME } from '../../src/platform/folders.ts'
import { openHouse } from './house.ts'
import { LANGUAGES, PICTURES, takePictures } from './pictures.ts'
import { prepared } from './views.ts'

const OUT = join(HOME, 'reports/screens')
const { values: asked } = parseArgs({ options: { only: { type: 'string' }, languages: { type: 'string' } } })
const names = asked.only?.split(',') ?? Object.keys(PICTURES)
const languages = LANGUAGES.filter(each => asked.languages?.split(',').includes(each) ?? true)

mkdirSync(OUT, { recursive: true })
const house = await openHouse()
const of = await prepared(house)
const complaints = await takePictures(house, of, new Map(names.map(name => [name, languages])), OUT)
await house.close()
process.stdout.write(`${names.length * languages.length} pictures in ${OUT}\n`)
if (complaints.length > 0) throw new Error(complaints.join('; '))
