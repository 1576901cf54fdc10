/**
 * One line of the log for what happens outside requests: start, jobs, stop. Of an error its name, code and words, no
 * more.
 */

type Level = 'info' | 'warn' | 'error'

function sayable(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const code = 'code' in value && typeof value.code === 'string' ? { code: value.code } : {}
  return { name: value.name, ...code, message: value.message }
}

export function tell(level: Level, message: string, parts: Readonly<Record<string, unknown>> = {}): void {
  const told = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, sayable(value)]))
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), ...told, msg: message })}\n`)
}
