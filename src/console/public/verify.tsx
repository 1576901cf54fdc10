/** Checking a certificate: by its file, by its number, or by the code printed on it, which brings the number. */
import { Button, Card, FileButton, Group, SimpleGrid, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type DragEvent, type FormEvent, useEffect, useRef, useState } from 'react'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useWords } from '../words/engine.ts'
import { checkedHere, registered } from './checking.ts'
import { FileFound, NumberFound } from './found.tsx'
import { verify } from './words.ts'

const route = getRouteApi('/verify')
const BYTES_MAX = 4 * 1024 * 1024

const NUMBER = /^(\d{4})(\d{4})(\d{7})(\d{2})$/
/** A number as it is printed, of one typed without its dashes, or with others. */
function asPrinted(typed: string): string {
  const plain = typed.normalize('NFKC').replace(/\s/g, '')
  const digits = plain.replace(/\D/g, '')
  return NUMBER.test(digits) ? digits.replace(NUMBER, '$1-$2-$3-$4') : plain
}

class TooLarge extends Error {}

async function checkedFile(file: File) {
  if (file.size > BYTES_MAX) throw new TooLarge()
  const bytes = new Uint8Array(await file.arrayBuffer())
  const verdict = await checkedHere(bytes)
  const isCertificate = verdict.is === 'genuine' && verdict.facts.kind === 'certificate'
  return { file, verdict, register: isCertificate ? await registered(verdict.facts.number) : null }
}

function ByFile() {
  const say = useWords(verify)
  const [isOver, setOver] = useState(false)
  const checking = useMutation({ mutationFn: checkedFile })
  const dropped = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file !== undefined) checking.mutate(file)
  }
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="xs">
        {say('by_file')}
      </Title>
      <Text mb="md">{say('by_file_text')}</Text>
      <Group
        p="lg"
        mb="md"
        justify="center"
        bd={`2px dashed ${isOver ? 'var(--mantine-primary-color-filled)' : 'var(--mantine-color-default-border)'}`}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={dropped}
      >
        <Text>{say('drop')}</Text>
        <FileButton accept="application/pdf" onChange={file => (file === null ? undefined : checking.mutate(file))}>
          {props => (
            <Button {...props} loading={checking.isPending}>
              {say('choose')}
            </Button>
          )}
        </FileButton>
      </Group>
      <div aria-live="polite">
        {checking.isPending ? <Text role="status">{say('checking')}</Text> : null}
        {checking.error instanceof TooLarge ? (
          <Text c="var(--mantine-color-error)">{say('file_large')}</Text>
        ) : (
          <ProblemAlert problem={checking.error} />
        )}
        {checking.data === undefined || checking.isPending ? null : <FileFound {...checking.data} />}
      </div>
    </Card>
  )
}

function ByNumber() {
  const say = useWords(verify)
  const { number: given } = route.useSearch()
  const navigate = route.useNavigate()
  const [number, setNumber] = useState(given ?? '')
  const [isMissing, setMissing] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const looking = useMutation({ mutationFn: registered })
  const { mutate } = looking
  // The code on the paper brings the number along: nobody types it again.
  useEffect(() => {
    if (given !== undefined) mutate(given)
  }, [given, mutate])
  const look = (event: FormEvent) => {
    event.preventDefault()
    const asked = asPrinted(number)
    setMissing(asked === '')
    if (asked === '') return field.current?.focus()
    if (asked === given) mutate(asked)
    else void navigate({ search: { number: asked } })
    return undefined
  }
  const isMalformed = looking.data?.is === 'malformed'
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="xs">
        {say('by_number')}
      </Title>
      <form onSubmit={look} noValidate>
        <TextInput
          ref={field}
          label={say('number')}
          description={say('number_form')}
          value={number}
          autoComplete="off"
          inputMode="numeric"
          onChange={event => setNumber(event.currentTarget.value)}
          error={isMissing ? say('number_missing') : isMalformed ? say('number_malformed') : undefined}
        />
        <Button type="submit" mt="md" mb="md" loading={looking.isPending}>
          {say('look_up')}
        </Button>
      </form>
      <div aria-live="polite">
        <ProblemAlert problem={looking.error} />
        {looking.data === undefined || isMalformed ? null : <NumberFound register={looking.data} />}
      </div>
    </Card>
  )
}

export function Verify() {
  const say = useWords(verify)
  return (
    <>
      <PageTitle>{say('title')}</PageTitle>
      <Text mb="lg" maw="60ch">
        {say('lead')}
      </Text>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <ByFile />
        <ByNumber />
      </SimpleGrid>
    </>
  )
}
