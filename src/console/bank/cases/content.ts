/** The few things a bank reads of what was handed in; a draft may lack any of them. Pure. */

export type Asked = {
  readonly firm: string | undefined
  readonly programme: string | undefined
  readonly purpose: string | undefined
  readonly loan: string | undefined
  readonly termMonths: number | undefined
}

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (found, name) =>
      typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>)[name] : undefined,
    value,
  )
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

export function askedIn(content: unknown): Asked {
  const request = at(content, 'application', 'request')
  const months = at(request, 'term_months')
  return {
    firm: text(at(content, 'party', 'firm', 'id')),
    programme: text(at(content, 'application', 'programme')),
    purpose: text(at(request, 'purpose')),
    loan: text(at(request, 'loan_amount')),
    termMonths: typeof months === 'number' ? months : undefined,
  }
}
