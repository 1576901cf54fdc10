/** The menu in English. */
import type { words as ko } from './menu.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  public: 'For everybody',
  bank: 'Bank',
  bank_cases: 'Cases',
  bank_guarantees: 'Guarantees',
  bank_months: 'Monthly reports',
  bank_statements: 'Statements',
  bank_developer: 'Developer',
  bank_sandbox: 'Sandbox',
  verify: 'Check a certificate',
}
