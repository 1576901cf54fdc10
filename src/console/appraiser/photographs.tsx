/** Photographs of a visit: taken with a telephone or chosen, sent to the case's papers, and named by their digests. */
import { Button, Checkbox, FileButton, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ProblemAlert } from '../parts/problem.tsx'
import { PAPER_BYTES_MAX, type Paper as Received, sendPaper } from '../parts/sending.ts'
import { useWords } from '../words/engine.ts'
import type { Paper } from './case.ts'
import { appraiser } from './words.ts'

export function Photographs({
  caseId,
  papers,
  received,
  chosen,
  onChoose,
}: {
  readonly caseId: string
  readonly papers: readonly Paper[]
  /** Papers of the case as they came, of which one may be half sent. */
  readonly received: readonly Received[]
  readonly chosen: readonly string[]
  readonly onChoose: (digests: readonly string[]) => void
}) {
  const say = useWords(appraiser)
  const client = useQueryClient()
  const [percent, setPercent] = useState<number | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [said, setSaid] = useState<string | null>(null)
  const taken = papers.filter(paper => paper.type === 'photograph' || paper.mediaType?.startsWith('image/') === true)
  const send = async (files: readonly File[]) => {
    setProblem(null)
    setSaid(null)
    const digests: string[] = []
    try {
      for (const file of files) {
        if (file.size > PAPER_BYTES_MAX) {
          setSaid(say('photograph_large', { name: file.name }))
          continue
        }
        setPercent(0)
        const kept = await sendPaper({
          caseId,
          type: 'photograph',
          file,
          known: received,
          signal: new AbortController().signal,
          onProgress: setPercent,
        })
        if (kept.state === 'kept') digests.push(kept.digest)
        else setSaid(say('photograph_refused', { name: file.name }))
      }
    } catch (fault) {
      setProblem(fault)
    } finally {
      setPercent(null)
      if (digests.length > 0) onChoose([...new Set([...chosen, ...digests])])
      await client.invalidateQueries({ predicate: query => query.queryKey[0] === 'GET /v1/cases/{case_id}/papers' })
    }
  }
  return (
    <Stack gap="xs">
      <ProblemAlert problem={problem} />
      {taken.length === 0 ? (
        <Text>{say('photographs_none')}</Text>
      ) : (
        <Checkbox.Group label={say('photographs')} value={[...chosen]} onChange={onChoose}>
          <Stack gap="xs" mt="xs">
            {taken.map((each, at) => (
              <Checkbox
                key={each.digest}
                value={each.digest}
                label={`${say('photograph')} ${at + 1}${each.name === null ? '' : `: ${each.name}`}`}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Group>
        <FileButton multiple accept="image/png,image/jpeg" onChange={files => void send(files)}>
          {props => (
            <Button {...props} variant="default" loading={percent !== null}>
              {say('photograph_add')}
            </Button>
          )}
        </FileButton>
        <FileButton
          accept="image/jpeg,image/png"
          capture="environment"
          onChange={file => void (file === null ? undefined : send([file]))}
        >
          {props => (
            <Button {...props} variant="default" loading={percent !== null} hiddenFrom="md">
              {say('photograph_take')}
            </Button>
          )}
        </FileButton>
        <Text role="status">{percent === null ? (said ?? '') : say('photograph_sending', { percent })}</Text>
      </Group>
    </Stack>
  )
}
