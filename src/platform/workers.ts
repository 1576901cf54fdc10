/**
 * Worker threads for what would hold up the event loop: each loads its file once, stays warm, and does one piece of
 * work at a time. A worker that breaks takes only its own piece with it; the next piece starts another.
 */
import { constants, setPriority } from 'node:os'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import type { Tracing } from './telemetry/tracing.ts'

export type Workers<Asked, Answer> = {
  /** Gives a piece of work to the next free worker; rejected where the worker breaks or takes too long. */
  readonly run: (asked: Asked) => Promise<Answer>
  readonly close: () => Promise<void>
}

type Options = {
  readonly file: URL
  /** How many threads at most; each is started when it is first needed. */
  readonly count: number
  /** Handed to the worker's `served` once. */
  readonly settings: unknown
  readonly secondsMax: number
  /** Bounds of a thread's own memory. */
  readonly megabytesMax: number
  /** Where traces are made: a span around each piece, from when it is asked for, by the name of the work. */
  readonly told?: { readonly name: string; readonly tracing: Tracing | undefined } | undefined
}

type Piece<Asked, Answer> = {
  readonly asked: Asked
  readonly done: (answer: Answer) => void
  readonly failed: (error: Error) => void
  /** Told when a worker takes it up. */
  readonly taken: (() => void) | undefined
}
type Told<Answer> = { readonly answer: Answer } | { readonly problem: string }

export function openWorkers<Asked, Answer>(options: Options): Workers<Asked, Answer> {
  const idle: Worker[] = []
  const all = new Set<Worker>()
  const waiting: Piece<Asked, Answer>[] = []
  let isClosed = false

  function start(): Worker {
    const worker = new Worker(options.file, {
      workerData: options.settings,
      resourceLimits: { maxOldGenerationSizeMb: options.megabytesMax },
    })
    all.add(worker)
    // An idle worker keeps no process alive.
    worker.unref()
    return worker
  }

  function give(worker: Worker, piece: Piece<Asked, Answer>): void {
    let isOver = false
    const end = (isUsable: boolean, tell: () => void): void => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      worker.off('message', heard)
      worker.off('error', broken)
      worker.off('exit', ended)
      worker.unref()
      if (isUsable) idle.push(worker)
      else {
        all.delete(worker)
        worker.on('error', () => undefined)
        void worker.terminate()
      }
      tell()
      next()
    }
    const broken = (error: Error): void => end(false, () => piece.failed(error))
    const late = (): void => broken(new Error(`the work took longer than ${options.secondsMax} seconds`))
    const timer = setTimeout(late, options.secondsMax * 1000)
    const heard = (told: Told<Answer>): void =>
      end(true, () => ('answer' in told ? piece.done(told.answer) : piece.failed(new Error(told.problem))))
    const ended = (code: number): void => broken(new Error(`the worker ended with code ${code}`))
    worker.on('message', heard)
    worker.on('error', broken)
    worker.on('exit', ended)
    worker.ref()
    piece.taken?.()
    worker.postMessage(piece.asked)
  }

  function next(): void {
    while (waiting.length > 0 && (idle.length > 0 || all.size < options.count)) {
      const piece = waiting.shift()
      if (piece !== undefined) give(idle.pop() ?? start(), piece)
    }
  }

  const run = (asked: Asked, taken?: () => void): Promise<Answer> =>
    new Promise<Answer>((done, failed) => {
      if (isClosed) return failed(new Error('the workers are closed'))
      waiting.push({ asked, done, failed, taken })
      next()
    })
  const { name = '', tracing } = options.told ?? {}

  return {
    run:
      tracing === undefined
        ? asked => run(asked)
        : asked =>
            tracing.span({ name: `worker ${name}`, kind: 'internal' }, span => run(asked, () => span.mark('taken up'))),
    close: async () => {
      isClosed = true
      for (const piece of waiting.splice(0)) piece.failed(new Error('the workers are closed'))
      await Promise.all([...all].map(worker => worker.terminate()))
      all.clear()
    },
  }
}

/** The worker's side: makes the doer once from the settings, then does what is asked. */
export function served<Settings, Asked, Answer>(
  make: (settings: Settings) => (asked: Asked) => Answer | Promise<Answer>,
): void {
  const port = parentPort
  if (port === null) throw new Error('this file is run as a worker')
  // Of this thread alone: what is done behind a request yields the processor to whoever waits for an answer.
  setPriority(constants.priority.PRIORITY_LOW)
  const work = make(workerData as Settings)
  port.on('message', (asked: Asked) => {
    Promise.resolve()
      .then(() => work(asked))
      .then(
        answer => port.postMessage({ answer }),
        (error: unknown) =>
          port.postMessage({ problem: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      )
  })
}
