/** Checking a certificate: by its file, by its number, by its code. */
import { PageTitle } from '../parts/page-title.tsx'
import { useWords } from '../words/engine.ts'
import { verify } from './words.ts'

export function Verify() {
  const say = useWords(verify)
  return <PageTitle>{say('title')}</PageTitle>
}
