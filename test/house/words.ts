/**
 * What no file of the repository may say: work left undone, paths of one machine. The project speaks of itself alone.
 * The patterns are written so that this file does not say them either.
 */

type Saying = { readonly word: RegExp; readonly why: string }

const SAYINGS: readonly Saying[] = [
  { word: /\bTO[D]O\b/, why: 'work is finished before it lands' },
  { word: /\bFI[X]ME\b/, why: 'work is finished before it lands' },
  { word: /\bX[X]X\b/, why: 'work is finished before it lands' },
  { word: /\bHAC[K]\b/, why: 'the reason, as a sentence' },
  { word: /\bWI[P]\b(?!O)/, why: 'work is finished before it lands' },
  { word: /\bnot (?:yet )?im[p]lemented\b/i, why: 'what is not there is not promised' },
  { word: /\bfor n[o]w\b/i, why: 'say until when, or say it plainly' },
  { word: /\blorem i[p]sum\b/i, why: 'real words' },
  { word: /\bsub-?a[g]ents?\b/i, why: 'the project speaks of itself alone' },
  { word: /\b(?:language|A[I]) model (?:wrote|generated|made)\b/i, why: 'the project speaks of itself alone' },
  { word: /\bas an A[I]\b/i, why: 'the project speaks of itself alone' },
  { word: /\bshared\/(?:de[s]ign|do[m]ain|da[t]a)\b/, why: 'a path outside the repository' },
  { word: /(?:^|[\s"'`(=:,<[])\/(?:wor[k]|roo[t]|hom[e]|User[s]|mn[t])\/[\w.-]/, why: 'a path of one machine' },
  { word: /\b[A-Z]:\\Users\\/, why: 'a path of one machine' },
]

/**
 * Every breach in one file, as `path:line: sentence`.
 *
 * @param path  from the top of the repository
 * @param text  the whole file
 */
export function sayings(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, at) =>
    SAYINGS.flatMap(({ word, why }) => {
      const found = word.exec(line)
      return found ? [`${path}:${at + 1}: '${found[0].trim()}' may not stand here: ${why}`] : []
    }),
  )
}
