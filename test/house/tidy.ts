/**
 * Words that may not stand in the code, each with what to write in its place, and the shape of a file. `untidy(path,
 * text)` is pure, so that each rule is itself tested on a planted mistake (tidy.test.ts).
 */
import { posix } from 'node:path'
import { isCore } from './architecture.ts'

/** A word, where it may not stand, and what to write instead. */
type Ban = { readonly word: RegExp; readonly instead: string; readonly in: (path: string) => boolean }

const isSource = (path: string) => path.startsWith('src/')
const isTest = (path: string) => path.startsWith('test/')
/** The edge: it reads the clock, the disk and the command line for everybody else. */
const isEdge = (path: string) => /^src\/(platform|cli)\/|^src\/(main|server)\.ts$/.test(path)
const isInner = (path: string) => isSource(path) && !isEdge(path)
/** Pages run in a browser: they read its clock and call the API. */
const isCoreOrShell = (path: string) => isInner(path) && !path.startsWith('src/console/')
const isKernel = (path: string) => path.startsWith('src/kernel/')
/**
 * Where machine arithmetic is right: geometry of figures and papers, statistics of the book and of marks, and whole
 * numbers that are held where doubles round none of them.
 */
const isMachineArithmetic = (path: string) =>
  isKernel(path) ||
  /^src\/(figures|book|policy\/impact|panel\/agreement|panel\/severity|valuation\/simulation)\//.test(path) ||
  /\/(pdf|layout)(-[a-z0-9-]+)?\.ts$/.test(path)
const everywhere = () => true

const BANS: readonly Ban[] = [
  { word: /\bnew Date\(|\bDate\.now\(/, instead: 'the day handed down', in: isCoreOrShell },
  { word: /\bMath\.random\(/, instead: 'nothing: the product has no chance in it', in: everywhere },
  { word: /\bcrypto\.(?:randomUUID|getRandomValues)\b|\brandomUUID\(/, instead: 'an id handed in', in: isCore },
  { word: /\bprocess\./, instead: 'the configuration handed down', in: isInner },
  { word: /\bconsole\./, instead: 'a result, and let the edge speak', in: isInner },
  { word: /\bparseFloat\(/, instead: 'decimal() of the text', in: isInner },
  { word: /\.toNumber\(\)/, instead: 'Decimal to the end', in: path => isInner(path) && !isMachineArithmetic(path) },
  { word: /\.toFixed\(/, instead: 'decimalText() or moneyText()', in: path => isInner(path) && !isKernel(path) },
  {
    word: /\bMath\.(?:round|floor|ceil|trunc)\(/,
    instead: 'a rounding of the kernel, named after its direction',
    in: path => isInner(path) && !isMachineArithmetic(path),
  },
  { word: /\basync\b|\bawait\b|\bPromise[.<]/, instead: 'a plain function', in: isCore },
  { word: /\bset(?:Timeout|Interval|Immediate)\(|\bqueueMicrotask\(/, instead: 'a plain function', in: isCore },
  { word: /\bfetch\(/, instead: 'a port of the platform', in: isCoreOrShell },
  { word: /\bas any\b/, instead: 'unknown, and a schema', in: everywhere },
  { word: /@ts-(?:ignore|nocheck)\b/, instead: 'the type, or @ts-expect-error in test/types', in: everywhere },
  { word: /@ts-expect-error\b/, instead: 'the type', in: isSource },
  { word: /\bbiome-ignore(?!.*: \S+ \S+)/, instead: 'biome-ignore with its reason', in: everywhere },
  { word: /^\s*(?:export\s+)?(?:const\s+)?enum \w/, instead: "an 'as const' list", in: everywhere },
  { word: /^\s*export default\b/, instead: 'a named export', in: path => isSource(path) || isTest(path) },
  { word: /^\s*export \*/, instead: 'the import of the file itself', in: everywhere },
  { word: /^\s*namespace \w/, instead: 'a file', in: everywhere },
  { word: /\b(?:test|it|describe)\.(?:only|skip|todo)\b/, instead: 'a test that runs', in: isTest },
  { word: /\bvi\.(?:mock|fn|spyOn|stubGlobal)\b/, instead: 'the code itself: nothing of ours is mocked', in: isTest },
]

/** Words that say nothing, in the name of a file or of something declared. */
const EMPTY_WORDS = new Set(['data', 'info', 'manager', 'helper', 'helpers', 'util', 'utils', 'common', 'misc'])

const DECLARED = /^\s*(?:export\s+)?(?:declare\s+)?(?:const|let|function\*?|type|interface|class)\s+([A-Za-z_$][\w$]*)/

const wordsOf = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)

/**
 * Names that are the trade's own or a standard's: the real manager is who runs a business, whatever the register says;
 * signed data and the infos are structures of RFC 5652 and RFC 3161.
 */
const TRADE_NAME = /^(?:(?:real)?managers?(?:On|Of)?|signedData|(?:content|signer|tst|timeStamp)Infos?)$/i

/** The first word of a name that says nothing. */
const emptyWordOf = (name: string) =>
  TRADE_NAME.test(name) ? undefined : wordsOf(name).find(word => EMPTY_WORDS.has(word))

const COLUMNS_MAX = 120
/** A sitting is about 300 lines; past this many a file is split by noun. */
export const LINES_MAX = 400

/** Characters that cannot be seen, and letters that cannot be told from another on the screen. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffd]/
const LOOKALIKE = /[\u0400-\u04ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/

/** A line that is only comment speaks about code and holds none. */
const isComment = (line: string) => /^\s*(?:\/\/|\/?\*)/.test(line)

/**
 * Every breach in one source or test file, as `path:line: sentence`.
 *
 * @param path  from the top of the repository, under src/ or test/
 * @param text  the whole file
 */
export function untidy(path: string, text: string): string[] {
  const lines = text.split('\n')
  return [
    ...untidyName(path),
    ...untidyOpening(path, lines),
    ...lines.flatMap((line, at) => untidyLine(path, line, at + 1)),
  ]
}

function untidyName(path: string): string[] {
  const name = posix.basename(path)
  if (!/^[a-z0-9]+(?:[.-][a-z0-9]+)*\.tsx?$/.test(name)) return [`${path}: a file is a kebab-case noun`]
  const empty = emptyWordOf(name.replace(/\.tsx?$/, ''))
  return empty === undefined ? [] : [`${path}: '${empty}' says nothing, write what it holds`]
}

function untidyOpening(path: string, lines: readonly string[]): string[] {
  const first = lines[0]?.startsWith('#!') ? lines[1] : lines[0]
  return /^\/[/*]/.test(first ?? '') ? [] : [`${path}:1: a file opens with what it holds and its place in the way`]
}

function untidyLine(path: string, line: string, number: number): string[] {
  const at = `${path}:${number}:`
  const found: string[] = []
  if ([...line].length > COLUMNS_MAX) found.push(`${at} over ${COLUMNS_MAX} columns`)
  if (UNSEEN.test(line)) found.push(`${at} a character that cannot be seen; write its escape`)
  if (LOOKALIKE.test(line)) found.push(`${at} a letter or digit that looks like another; write its escape`)
  for (const ban of BANS) {
    if (!ban.in(path) || (isComment(line) && !/@ts-|biome-/.test(ban.word.source))) continue
    const word = ban.word.exec(line)
    if (word) found.push(`${at} '${word[0].trim()}' may not stand here, write ${ban.instead}`)
  }
  const declared = DECLARED.exec(line)?.[1]
  const empty = declared === undefined ? undefined : emptyWordOf(declared)
  if (empty !== undefined) found.push(`${at} '${empty}' in ${declared} says nothing, write what it holds`)
  return found
}

/** Files past a sitting: not refused, but said. */
export const isLong = (text: string): boolean => text.split('\n').length > LINES_MAX + 1
