/** Fetches a sealed paper and hands it to the reader, saying what went wrong where it did. */
import { Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { ProblemNote } from './problem.tsx'
import { saveAs } from './save.ts'

export function FileButton({
  label,
  name,
  mediaType = 'application/pdf',
  fetchFile,
}: {
  readonly label: string
  readonly name: string
  readonly mediaType?: string
  readonly fetchFile: () => Promise<unknown>
}) {
  const fetching = useMutation({
    mutationFn: fetchFile,
    onSuccess: bytes => saveAs(name, mediaType, bytes as Uint8Array),
  })
  return (
    <>
      <Button size="sm" variant="default" loading={fetching.isPending} onClick={() => fetching.mutate()}>
        {label}
      </Button>
      {fetching.error === null ? null : (
        <Text component="div" role="alert" c="var(--mantine-color-error)">
          <ProblemNote problem={fetching.error} />
        </Text>
      )}
    </>
  )
}
