/** Opens tracing where it is configured: the only place from which OpenTelemetry's SDK is loaded. */
import type { Tracing } from './tracing.ts'
import type { TracingConfig } from './tracing-config.ts'

/**
 * Tracing, or undefined where none is configured.
 *
 * @param onProblem hears that spans could not be sent, by a code
 */
export async function startTracing(
  config: TracingConfig | undefined,
  onProblem: (problem: string) => void,
): Promise<Tracing | undefined> {
  if (config === undefined) return undefined
  const { openTracing } = await import('./opentelemetry.ts')
  return openTracing(config, onProblem)
}
