/** A paper of a case as a file: opened in the browser's own viewer. */
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { ProblemNote } from './problem.tsx'

/** An address of a blob holds as long as the page that made it; a minute is ample for the viewer to have read it. */
const HOLD_MS = 60_000

export async function openPaper(id: string, mediaType: string): Promise<void> {
  const bytes = await call('GET /v1/papers/{paper_id}/content', { params: { paper_id: id } })
  const address = URL.createObjectURL(new Blob([bytes as unknown as BlobPart], { type: mediaType }))
  window.open(address, '_blank')
  setTimeout(() => URL.revokeObjectURL(address), HOLD_MS)
}

export function OpenPaper({
  of,
}: {
  readonly of: { readonly id: string; readonly name: string; readonly media_type: string | null }
}) {
  const say = useWords(everywhere)
  const opening = useMutation({ mutationFn: () => openPaper(of.id, of.media_type ?? 'application/octet-stream') })
  return (
    <>
      <Button
        size="sm"
        variant="default"
        loading={opening.isPending}
        aria-label={say('open_file', { name: of.name })}
        onClick={() => opening.mutate()}
      >
        {say('open_short')}
      </Button>
      {opening.error === null ? null : <ProblemNote problem={opening.error} />}
    </>
  )
}
