/**
 * Who may import whom, and which file may name which package. `violations(files)` is pure: a map of path -> text in,
 * sentences out, so that the checker is itself tested on planted mistakes (architecture.test.ts).
 *
 * The order of the stages is the way the data takes. A stage may know the stages before it, never those after it:
 * scoring that can read the decision it leads to is not untidiness, it is leakage.
 */
import { posix } from 'node:path'

export const STAGES = [
  'rules',
  'party',
  'application',
  'technology',
  'panel',
  'scoring',
  'valuation',
  'decision',
  'appraisal',
  'certificate',
  'guarantee',
  'book',
  'policy',
] as const

/**
 * Rooms inside a stage: a folder for a part of it that has routes, a store or a service of its own. The names of the
 * shell mean there what they mean in the stage, and the core of a room is core of the stage.
 */
const INNER_ROOMS: Readonly<Partial<Record<(typeof STAGES)[number], readonly string[]>>> = {
  rules: ['checking'],
  application: ['facts', 'papers'],
  technology: ['indicators', 'offices', 'readiness', 'rights'],
  panel: [
    'agreement',
    'severity',
    'roster',
    'centres',
    'examining',
    'drawing',
    'seating',
    'marking',
    'visiting',
    'consensus',
    'readings',
    'fair',
    'quality',
  ],
  valuation: ['methods', 'simulation', 'comparables', 'reporting'],
  decision: ['re-review'],
  appraisal: ['way', 'coworking', 'drafting', 'sandbox', 'telling'],
  certificate: ['issuing', 'valuing', 'valuations'],
  guarantee: [
    'beginning',
    'binding',
    'collateral',
    'month',
    'reading',
    'reports',
    'restoring',
    'retaining',
    'recourse',
    'enforcement',
    'watch',
    'letter',
    'ordering',
    'issuing',
    'statements',
    'cosharing',
    'settling',
    'accruing',
    'charging',
    'sandbox',
  ],
  book: ['duties', 'forecast', 'fund', 'provisioning'],
  policy: [
    'editions',
    'publishing',
    'stops',
    'checking',
    'impact',
    'packing',
    'moving',
    'replaying',
    'trials',
    'shadow',
    'exchange',
    'comparing',
    'drafts',
  ],
}

/** Where the parts are put together: the start, the table of contents of the API, and the services. */
const ROOTS = ['src/main.ts', 'src/workings.ts', 'src/server.ts', 'src/services.ts']

/** Rooms beside the stages. `root` is the files of ROOTS. */
const ROOMS = ['kernel', 'ledger', 'figures', 'access', 'platform', 'console', 'cli'] as const

/** Names that mean the same in every stage; every other file of a stage is core, hence pure. */
type Role = 'core' | 'store' | 'service' | 'routes' | 'paper' | 'seal' | 'oracle'
type Room = (typeof ROOMS)[number] | 'stage' | 'root' | 'test' | 'unknown'

type Place = {
  readonly path: string
  readonly room: Room
  /** Place of the stage on the way, 0 for rules; -1 outside the stages. */
  readonly order: number
  readonly role: Role
}

/**
 * A file is read by its room and its name. Files of `ledger` have roles as those of a stage do. Outside src/ there is
 * neither stage nor role, whatever a file is called: a test of a core may wait.
 */
export function place(path: string): Place {
  const [top, first = '', ...rest] = path.split('/')
  if (top !== 'src') return { path, room: 'test', order: -1, role: 'core' }
  if (rest.length === 0) return { path, room: ROOTS.includes(path) ? 'root' : 'unknown', order: -1, role: 'core' }
  const order = (STAGES as readonly string[]).indexOf(first)
  if (order >= 0) {
    const isKnown = rest.length === 1 || (rest.length === 2 && isInnerRoom(first, rest[0] ?? ''))
    return { path, room: isKnown ? 'stage' : 'unknown', order, role: roleOf(path) }
  }
  const room = ROOMS.find(name => name === first) ?? 'unknown'
  return { path, room, order: -1, role: room === 'ledger' ? roleOf(path) : 'core' }
}

const isInnerRoom = (stage: string, folder: string) =>
  (INNER_ROOMS as Readonly<Record<string, readonly string[]>>)[stage]?.includes(folder) ?? false

/** Whether a file of the stages is core: pure, without clock, chance, input or output. */
export function isCore(path: string): boolean {
  const { room, role } = place(path)
  if (room === 'kernel' || room === 'figures' || room === 'access') return true
  return (room === 'stage' || room === 'ledger') && role === 'core'
}

function roleOf(path: string): Role {
  if (path === 'src/rules/oracle.ts') return 'oracle'
  const name = posix.basename(path).replace(/\.tsx?$/, '')
  if (name === 'store' || name === 'service' || name === 'routes') return name
  if (name.endsWith('.worker')) return 'service'
  if (/^(pdf|layout)(-|$)/.test(name)) return 'paper'
  if (/^seal(-|$)/.test(name)) return 'seal'
  return 'core'
}

const under = (folder: string, path: string) => path === `src/${folder}.ts` || path.startsWith(`src/${folder}/`)
const isVerifier = (from: Place) => /^src\/certificate\/verify(-[a-z0-9-]+)?\.ts$/.test(from.path)
/** The whole verifier: also its readers of encodings, of signatures and of certificates. */
const isVerifierPart = (from: Place) => isVerifier(from) || /^src\/certificate\/(der|cms|x509)\.ts$/.test(from.path)
/** What the public page checks papers with: the verifier, and what follows from the record a paper carries. */
const isPublicVerifier = (from: Place) =>
  isVerifier(from) ||
  /^src\/(certificate|guarantee\/letter)\/genuine\.ts$|^src\/certificate\/trust-list\.ts$/.test(from.path)
const isPaper = (from: Place) => from.role === 'paper'
const isSeal = (from: Place) => from.role === 'seal'
const isFigure = (from: Place) => from.room === 'figures'
const isPlatform = (from: Place) => from.room === 'platform'
const isConsole = (from: Place) => from.room === 'console'
/** Builds the console for browsers. */
const isConsoleBuilder = (from: Place) => from.path === 'src/cli/console.ts'
/** Sends what nobody would send, to a server in its own process. */
const isFuzz = (from: Place) => from.path.startsWith('src/cli/fuzz/')
/** Kills and starves a service it has started, and counts from outside what the database holds then. */
const isFaults = (from: Place) => from.path.startsWith('src/cli/faults/')
/** Measures others in the same run, and decides nothing. */
const isBench = (from: Place) => from.path.startsWith('src/cli/bench/')
/** The one file that loads OpenTelemetry's SDK, and is itself loaded only where traces are sent. */
const isTracer = (from: Place) => from.path === 'src/platform/telemetry/opentelemetry.ts'
/** Waits for the library that writes workbooks, and so is no core. */
const isWorkbookWriter = (from: Place) => from.path === 'src/policy/exchange/service.ts'
/** Tries drafts in a thread of its own, by the second opinion too. */
const isTrier = (from: Place) => from.path === 'src/policy/drafts/drafts.worker.ts'
const draws = (from: Place) => isPaper(from) || from.path === 'src/platform/fonts.ts'
const seals = (from: Place) => isSeal(from) || isVerifierPart(from) || from.path === 'src/platform/keys-made.ts'

/** Which packages may be named, and only there. A package without a line may be named nowhere in src/. */
const PACKAGES: Readonly<Record<string, (from: Place) => boolean>> = {
  zod: () => true,
  'decimal.js': from => from.path === 'src/kernel/decimal.ts',
  '#sha256': () => true,
  '@noble/hashes': from => from.path === 'src/kernel/sha256.ts',
  '@noble/curves': isVerifierPart,
  'json-rules-engine': from => from.role === 'oracle' || isBench(from),
  '@gorules/zen-engine': isBench,
  pdfkit: draws,
  fontkit: draws,
  qrcode: draws,
  fflate: from => isPaper(from) || isSeal(from) || isVerifierPart(from) || isWorkbookWriter(from),
  pkijs: seals,
  asn1js: seals,
  'd3-scale': isFigure,
  'd3-shape': isFigure,
  'd3-array': isFigure,
  saxes: from => from.path === 'src/kernel/xml.ts',
  'write-excel-file': isWorkbookWriter,
  kysely: from => from.role === 'store' || isPlatform(from),
  pg: from => isPlatform(from) || isFaults(from),
  'pg-boss': isPlatform,
  nodemailer: from => from.path === 'src/platform/notifications/smtp.ts',
  jose: isPlatform,
  'oidc-provider': isPlatform,
  '@simplewebauthn/server': from => from.path.startsWith('src/platform/identity/passkey'),
  '@simplewebauthn/browser': isConsole,
  fastify: from => from.role === 'routes' || isPlatform(from) || from.path === 'src/server.ts',
  '@fastify/helmet': isPlatform,
  '@fastify/rate-limit': isPlatform,
  '@fastify/under-pressure': isPlatform,
  '@scalar/fastify-api-reference': isPlatform,
  'prom-client': isPlatform,
  '@opentelemetry/api': isTracer,
  '@opentelemetry/core': isTracer,
  '@opentelemetry/exporter-trace-otlp-proto': isTracer,
  '@opentelemetry/resources': isTracer,
  '@opentelemetry/sdk-trace': isTracer,
  'fast-check': isFuzz,
  '@fastify/static': isPlatform,
  react: isConsole,
  'react-dom': isConsole,
  '@lingui/core': isConsole,
  '@lingui/message-utils': isConsole,
  '@lingui/react': isConsole,
  '@mantine/core': isConsole,
  '@mantine/hooks': isConsole,
  '@tanstack/react-query': isConsole,
  '@tanstack/react-router': isConsole,
  '@tanstack/react-table': isConsole,
  '@tanstack/react-virtual': isConsole,
  'get-nonce': isConsole,
  'pdfjs-dist': isConsole,
  vite: isConsoleBuilder,
  '@vitejs/plugin-react': isConsoleBuilder,
}

/** Packages of which only the types may be named there; the value is given by who may. */
const TYPES_OF: Readonly<Record<string, (from: Place) => boolean>> = { fastify: isFuzz }

/** The machine itself: files, processes, sockets. */
const namesMachine = (from: Place) => isPlatform(from) || from.room === 'cli' || from.room === 'root'

/** Node's own hash stands in for the pure one, with the same answers: two files of the kernel are one `#sha256`. */
const mayNameNode = (from: Place, specifier: string) =>
  namesMachine(from) || (from.path === 'src/kernel/sha256.node.ts' && specifier === 'node:crypto')

/** Section by section the table of who may import whom inside src/. */
function allowed(from: Place, to: Place): boolean {
  if (to.room === 'root' || to.room === 'cli') return from.room === 'root' || from.room === 'cli'
  if (from.room === 'root' || from.room === 'cli') return true
  if (to.room === 'kernel') return true
  switch (from.room) {
    case 'kernel':
      return false
    case 'figures':
      return to.room === 'figures'
    case 'access':
      return to.room === 'access'
    case 'platform':
      return to.room === 'platform' || to.room === 'access'
    case 'console':
      return to.room === 'console' || to.room === 'figures' || isSchema(to) || isWords(to) || isPublicVerifier(to)
    case 'ledger':
      return from.role === 'store' ? isCoreOf('ledger', to) || under('platform/db', to.path) : isCoreOf('ledger', to)
    case 'stage':
      return allowedInStage(from, to)
    case 'test':
    case 'unknown':
      return true // the room itself is the finding
    default:
      return from.room satisfies never
  }
}

const isSchema = (to: Place) => to.room === 'stage' && posix.basename(to.path) === 'schema.ts'
/** Words of one language that a page says as the stage itself says them. */
const isWords = (to: Place) => to.room === 'stage' && /words\.(?:ko|en|zh)\.ts$/.test(posix.basename(to.path))
const isCoreOf = (room: Room, to: Place) => to.room === room && to.role === 'core'

function allowedInStage(from: Place, to: Place): boolean {
  const isOwn = to.room === 'stage' && to.order === from.order
  const isUpstream = to.room === 'stage' && to.order <= from.order
  const isUpstreamCore = isUpstream && to.role === 'core'
  const isDrawn = to.room === 'figures'
  switch (from.role) {
    case 'core':
      return isUpstreamCore || isDrawn || isCoreOf('ledger', to)
    case 'oracle':
      return isOwn && to.role === 'core'
    case 'paper':
    case 'seal':
      return isUpstreamCore || isDrawn || (isUpstream && to.role === from.role)
    case 'store':
      return (isOwn && to.role === 'core') || under('platform/db', to.path)
    case 'service':
      if (isUpstream && to.role === 'service') return isOwn
      if (isUpstream) return to.role !== 'routes' && (to.role !== 'oracle' || isTrier(from))
      return ['figures', 'ledger', 'access', 'platform'].includes(to.room)
    case 'routes':
      return (
        (isOwn && (to.role === 'core' || to.role === 'service')) ||
        to.room === 'access' ||
        under('platform/http', to.path)
      )
    default:
      return from.role satisfies never
  }
}

/** Static imports and re-exports, type-only ones included: a statement opens its line or follows another's end. */
const STATIC = new RegExp(
  [
    /(?:^|[\n;}]|\*\/)[ \t]*/,
    /(?:import\b(?!\s*[(.])[^'"`;]*?|export\s*(?:type\s*)?(?:\*(?:\s*as\s+[\w$]+)?|\{[^}]*\})\s*from\s*)/,
    /['"]([^'"\n]+)['"]/,
  ]
    .map(part => part.source)
    .join(''),
  'g',
)
/** `import('...')` as a value or as a type, and `require('...')`; without a literal, the second group stays empty. */
const DYNAMIC = /(?<![\w$.])(?:import|require)\s*\(\s*(?:\/\*[^*]*\*\/\s*)?(?:(['"`])([^'"`$]+)\1|(?=\S))/g
/** A whole import of types; what is left of a text without these is there when it runs. */
const TYPE_STATEMENT = /((?:^|[\n;}]|\*\/)[ \t]*)import\s+type\s+(?!from\s)[^'"`;]*?['"][^'"\n]+['"]/g
/** Lines that are only comment: prose may say "import (of goods)". */
const COMMENT_LINE = /^[ \t]*(?:\/\/|\/?\*(?!.*\*\/\s*\S)).*$/gm

/** Every specifier a text imports; `null` for one that is computed. */
export function importsOf(text: string): (string | null)[] {
  const found: (string | null)[] = []
  for (const match of text.matchAll(STATIC)) found.push(match[1] ?? null)
  for (const match of text.replace(COMMENT_LINE, '').matchAll(DYNAMIC)) found.push(match[2] ?? null)
  return found
}

/** What a text imports not for its types alone. */
const valuesOf = (text: string) => new Set(importsOf(text.replace(TYPE_STATEMENT, '$1')))

/** What a page may take from outside src/ or beside its code: its styles, and the generated client's types. */
const isTakenByPages = (specifier: string, isValue: boolean) =>
  /^\.{1,2}\/[\w./-]+\.css$/.test(specifier) || (!isValue && /^(\.\.\/)+clients\/typescript\/api\.ts$/.test(specifier))

const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

function mayName(from: Place, specifier: string, isValue: boolean): boolean {
  const name = packageOf(specifier)
  if (PACKAGES[name]?.(from) ?? false) return true
  return !isValue && (TYPES_OF[name]?.(from) ?? false)
}

/**
 * Every breach of the import table, as sentences.
 *
 * @param files  path from the top of the repository -> text, of every .ts and .tsx file under src/
 */
export function violations(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = []
  const arrows = new Map<string, string[]>()
  for (const [path, text] of files) {
    const from = place(path)
    if (from.room === 'unknown') found.push(`${path} stands in no known room of src/`)
    if (path.endsWith('.tsx') && from.room !== 'console')
      found.push(`${path} is a page, and pages stand in src/console/`)
    const valued = valuesOf(text)
    for (const specifier of new Set(importsOf(text))) {
      if (specifier === null) {
        if (!namesMachine(from)) found.push(`${path} imports by a computed name`)
      } else if (isConsole(from) && isTakenByPages(specifier, valued.has(specifier))) {
        // The bundler reads styles; of the client, types are all that is taken.
      } else if (specifier.startsWith('.')) {
        const target = posix.join(posix.dirname(path), specifier)
        if (!files.has(target)) found.push(`${path} imports ${specifier}, which is no source file of src/`)
        else if (!allowed(from, place(target))) found.push(`${path} may not import ${target}`)
        else arrows.set(path, [...(arrows.get(path) ?? []), target])
      } else if (specifier.startsWith('node:')) {
        if (!mayNameNode(from, specifier)) found.push(`${path} may not name the machine: ${specifier}`)
      } else if (!mayName(from, specifier, valued.has(specifier))) {
        found.push(`${path} may not name the package ${specifier}`)
      }
    }
  }
  return [...found, ...cyclesIn(arrows)]
}

/** One sentence for each ring of files, given the arrows that the table itself allows (Tarjan's components). */
function cyclesIn(arrows: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = []
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const visit = (path: string): number => {
    const mine = index.size
    index.set(path, mine)
    low.set(path, mine)
    stack.push(path)
    for (const target of arrows.get(path) ?? []) {
      if (target === path) found.push(`import cycle: ${path} -> ${path}`)
      const reached = index.has(target) ? (stack.includes(target) ? (index.get(target) ?? mine) : mine) : visit(target)
      low.set(path, Math.min(low.get(path) ?? mine, reached))
    }
    const lowest = low.get(path) ?? mine
    if (lowest === mine) {
      const ring = stack.splice(stack.indexOf(path))
      if (ring.length > 1) found.push(`import cycle: ${[...ring, path].join(' -> ')}`)
    }
    return lowest
  }
  for (const path of arrows.keys()) if (!index.has(path)) visit(path)
  return found
}
