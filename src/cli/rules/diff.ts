/** `rules diff`: what one edition has that another has not, a sentence a line. */
import { differencesBetween } from '../../policy/comparing/differences.ts'
import { languageOf, misused, print, wordsOf } from '../command.ts'
import { editionNamed } from './editions-named.ts'
import type { Verb } from './verb.ts'

const USAGE = '<edition or file> <edition or file> [--lang ko|en|zh]'

export const diff: Verb = {
  name: 'diff',
  usage: USAGE,
  help: [
    'tells what the second edition has that the first has not, by clause, row and cell, with its place and who',
    'decides it: 0 alike, 1 not. An edition is a file, or one of the shipped rules, such as terms/2026-01; sentences',
    'are compared where a words file stands beside both.',
  ],
  run: args => {
    const { values, positionals } = wordsOf(args, 'lang')
    const [before, after, ...more] = positionals
    if (before === undefined || after === undefined || more.length > 0)
      return misused(`rules diff ${USAGE}`, args.join(' '))
    const language = languageOf(values.lang, 'en')
    const [one, other] = [editionNamed(before), editionNamed(after)]
    if (one.content.kind !== other.content.kind)
      return misused('two editions of one kind', `${one.content.kind}, ${other.content.kind}`)
    const isWorded = one.words.size > 0 && other.words.size > 0
    const words = isWorded ? { before: one.words, after: other.words } : { before: new Map(), after: new Map() }
    const found = differencesBetween(one.content, other.content, words)
    for (const { place, bodies, says } of found)
      print(`${says[language]}  [${place}${bodies.length === 0 ? '' : `; ${bodies.join(', ')}`}]`)
    return found.length === 0 ? 0 : 1
  },
}
