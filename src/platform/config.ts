/** Configuration from the environment, read once, every name here and nowhere else. */
import { resolve } from 'node:path'

export type Config = {
  /** Where keys and later the database are kept. `DATA_DIR`, default ./data. */
  readonly dataFolder: string
  /** Where the public verifier answers; a certificate's number is put behind it. `VERIFIER_URL`. */
  readonly verifierUrl: string
  /** The zone of legal days. `LEGAL_ZONE`, default Asia/Seoul. */
  readonly legalZone: string
}

export const configOf = (environment: Readonly<Record<string, string | undefined>>): Config => ({
  dataFolder: resolve(environment['DATA_DIR'] ?? 'data'),
  verifierUrl: environment['VERIFIER_URL'] ?? 'https://verify.example/c/',
  legalZone: environment['LEGAL_ZONE'] ?? 'Asia/Seoul',
})
