/** The menu in English. */
import type { words as ko } from './menu.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  office: 'Guarantee office',
  office_work: 'My work',
  office_referred: 'Referred cases',
  office_money: 'Claims and fund',
  office_claims: 'Accidents and claims',
  office_fund: 'Fund and fees',
  public: 'For everybody',
  consultation: 'See what is likely',
  criteria: 'The criteria',
  verify: 'Check a certificate',
}
