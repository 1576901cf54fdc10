/** Pinning a paper to an indicator: which, on which page, and the words it says there. */
import { Button, Fieldset, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import type { Paper } from './case.ts'
import { type SayRule, typeName } from './rule-words.ts'
import { onOneLine, type Pin } from './sheet.ts'
import { appraiser } from './words.ts'

export function PinForm({
  papers,
  first,
  quoted,
  sayRule,
  onPin,
  onCancel,
}: {
  readonly papers: readonly Paper[]
  readonly first: Paper | undefined
  /** What the open paper brings: the page in sight, and the words chosen there. */
  readonly quoted: { readonly page: number; readonly quotation: string } | undefined
  readonly sayRule: SayRule
  readonly onPin: (pin: Pin) => void
  readonly onCancel: () => void
}) {
  const say = useWords(appraiser)
  const sayAll = useWords(everywhere)
  const [digest, setDigest] = useState(first?.digest ?? papers[0]?.digest ?? '')
  const [page, setPage] = useState(quoted === undefined ? '' : String(quoted.page))
  const [quotation, setQuotation] = useState(quoted?.quotation ?? '')
  const [isWrong, setWrong] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  // What is typed takes the place of the page brought along.
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  const number = page.normalize('NFKC').trim()
  const isPage = number === '' || (/^[1-9][0-9]{0,3}$/.test(number) && Number(number) > 0)
  const pin = (event: FormEvent) => {
    event.preventDefault()
    const paper = papers.find(each => each.digest === digest)
    setWrong(!isPage)
    if (!isPage) field.current?.focus()
    if (!isPage || paper === undefined) return
    const words = onOneLine(quotation)
    onPin({
      paper: paper.digest,
      type: paper.type,
      ...(number === '' ? {} : { page: Number(number) }),
      ...(words === '' ? {} : { quotation: words }),
    })
  }
  if (papers.length === 0) return <Text role="alert">{say('papers_empty')}</Text>
  return (
    <form
      onSubmit={pin}
      noValidate
      onKeyDown={event => {
        if (event.key === 'Escape') onCancel()
      }}
    >
      <Fieldset legend={say('pin_title')}>
        <Stack gap="sm">
          <TextInput
            ref={field}
            label={say('page')}
            inputMode="numeric"
            autoComplete="off"
            value={page}
            error={isWrong && !isPage ? say('page_wrong') : undefined}
            onChange={event => setPage(event.currentTarget.value)}
          />
          <NativeSelect
            label={say('paper')}
            value={digest}
            data={papers.map(each => ({ value: each.digest, label: typeName(sayRule, each.type) }))}
            onChange={event => setDigest(event.currentTarget.value)}
          />
          <Textarea
            label={say('quotation')}
            maxLength={500}
            autosize
            value={quotation}
            onChange={event => setQuotation(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit">{say('pin')}</Button>
            <Button variant="default" onClick={onCancel}>
              {sayAll('cancel')}
            </Button>
          </Group>
        </Stack>
      </Fieldset>
    </form>
  )
}
