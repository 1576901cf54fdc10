/** A paper opened beside the sheet: a PDF with its text, or a picture. Loaded when the first one is opened. */
import { Alert, Button, Group, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { Loading, Read } from '../../parts/states.tsx'
import { useWords } from '../../words/engine.ts'
import type { Paper } from '../case.ts'
import { appraiser } from '../words.ts'
import { type Opened, openPdf } from './document.ts'
import { Pages, type Quoted } from './pages.tsx'
import './reader.css'

export type ReaderProps = {
  readonly paper: Paper
  readonly title: string
  readonly finder: RefObject<HTMLInputElement | null>
  readonly onBack: () => void
  readonly onPage: (page: number) => void
  readonly onQuote: (quoted: Quoted) => void
}

export function Reader({ paper, title, finder, onBack, onPage, onQuote }: ReaderProps) {
  const say = useWords(appraiser)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const read = useQuery({
    queryKey: ['paper', paper.id],
    queryFn: ({ signal }) =>
      call('GET /v1/papers/{paper_id}/content', { params: { paper_id: paper.id ?? '' }, signal }) as Promise<unknown>,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <section aria-label={title} data-testid="reader">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" ref={heading} tabIndex={-1}>
          {title}
        </Title>
        <Button size="sm" variant="default" onClick={onBack}>
          {say('to_papers')}
        </Button>
      </Group>
      <Read of={read} lines={8}>
        {bytes =>
          paper.mediaType === 'application/pdf' ? (
            <Pdf bytes={bytes as Uint8Array} paper={paper} title={title} {...{ finder, onPage, onQuote }} />
          ) : (
            <Picture bytes={bytes as Uint8Array} mediaType={paper.mediaType ?? ''} title={title} />
          )
        }
      </Read>
    </section>
  )
}

function Pdf({ bytes, paper, ...rest }: { readonly bytes: Uint8Array } & Omit<ReaderProps, 'onBack'>) {
  const say = useWords(appraiser)
  const [opened, setOpened] = useState<Opened | null>(null)
  const [isUnreadable, setUnreadable] = useState(false)
  useEffect(() => {
    // The reader takes the bytes for itself; those read are kept for another look.
    const task = openPdf(bytes.slice())
    let isOver = false
    task.promise.then(
      done => {
        if (!isOver) setOpened(done)
      },
      () => {
        if (!isOver) setUnreadable(true)
      },
    )
    return () => {
      isOver = true
      setOpened(null)
      void task.destroy()
    }
  }, [bytes])
  if (isUnreadable)
    return (
      <Alert color="red" role="alert">
        {say('paper_not_shown')}
      </Alert>
    )
  if (opened === null) return <Loading lines={8} />
  return <Pages opened={opened} digest={paper.digest} {...rest} />
}

function Picture({
  bytes,
  mediaType,
  title,
}: {
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly title: string
}) {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes as unknown as BlobPart], { type: mediaType }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [bytes, mediaType])
  return (
    <Stack className="paper-scroll">
      {address === null ? null : <img className="paper-picture" src={address} alt={title} />}
    </Stack>
  )
}
