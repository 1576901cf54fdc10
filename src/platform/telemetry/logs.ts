/**
 * Structured logs: one line a request, by its route's pattern, never its address, body, headers, token or person. Who
 * did what to whom stands in the audit log, which is guarded; logs are read by whoever runs the machine.
 */
import type { FastifyServerOptions } from 'fastify'
import { traced } from '../http/faults.ts'

export type LogOptions = {
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  /** Where lines go; standard output where it is not given. */
  readonly stream?: { readonly write: (line: string) => void }
}

/** The framework's own lines carry requests and errors as well: they are cut to what may be seen. */
export const loggerOptions = ({ level, stream }: LogOptions): NonNullable<FastifyServerOptions['logger']> =>
  level === 'silent'
    ? false
    : {
        level,
        base: null,
        timestamp: () => `,"time":"${new Date().toISOString()}"`,
        formatters: { level: label => ({ level: label }) },
        serializers: {
          req: request => ({ method: request.method }),
          res: reply => ({ statusCode: reply.statusCode }),
          err: error => ({ type: '', message: '', stack: '', ...traced(error) }),
          error: traced,
        },
        ...(stream === undefined ? {} : { stream }),
      }
