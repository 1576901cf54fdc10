/** The names that a certificate prints, taken from those kept beside a case: they stand in no record. */
import type { DecisionRecord } from '../appraisal/record.ts'
import type { Names } from '../appraisal/schema.ts'
import type { Language } from '../kernel/words.ts'
import type { Printed } from './face.ts'

/**
 * The names in one language: the language's own, else the English, else the Korean, else the id.
 * @param verifier address behind which the number is put, for print and QR code
 */
export function printedFor(record: DecisionRecord, names: Names, language: Language, verifier: string): Printed {
  const { firm } = record.case.party
  const named = names[firm.id]
  const digits = firm.business_number
  return {
    firm: named?.[language] ?? named?.en ?? named?.ko ?? firm.id,
    businessNumber: digits === undefined ? null : `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`,
    industry: `KSIC ${record.industry.revision}: ${record.industry.code}`,
    verifier,
  }
}
