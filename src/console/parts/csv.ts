/** Tables as CSV (RFC 4180, with the mark by which spreadsheets know UTF-8). */

type Cell = string | number | bigint | null

/** A spreadsheet runs what begins like a formula; an apostrophe makes it text again. Plain numbers stay numbers. */
const harmless = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
const cell = (value: Cell): string => {
  const text = value === null ? '' : harmless(String(value))
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const csvOf = (titles: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${[titles, ...rows].map(row => row.map(cell).join(',')).join('\r\n')}\r\n`
