/** The worker that looks into papers: bounded in memory and time, so that a bomb harms nobody but its own thread. */
import { ok, type Result } from '../../kernel/result.ts'
import { inflated } from '../../platform/inflate.ts'
import { served } from '../../platform/workers.ts'
import { type ContentCode, kindOf, type LookedInto } from './content.ts'
import { pagesOfPdf } from './pages.ts'

served<null, Uint8Array, Result<LookedInto, ContentCode>>(() => bytes => {
  const kind = kindOf(bytes, inflated)
  if (!kind.ok) return kind
  if (kind.value === 'pdf') return ok({ kind: kind.value, pages: pagesOfPdf(bytes, inflated) })
  // A picture is one page; how many a text or a table comes to depends on who prints it.
  return ok({ kind: kind.value, pages: kind.value === 'png' || kind.value === 'jpeg' ? 1 : null })
})
