/** Adds a webhook endpoint: where it is, what it is told, how it is signed. */
import { Button, MultiSelect, Radio, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { useDeed } from '../../api/use.ts'
import { ProblemAlert, useReasons } from '../../parts/problem.tsx'
import { useWords } from '../../words/engine.ts'
import { bankDeveloper } from '../words.ts'
import { MESSAGE_TYPES, type MessageType } from './message-types.ts'
import { Secret } from './secret.tsx'

export function AddEndpoint() {
  const say = useWords(bankDeveloper)
  const [url, setUrl] = useState('')
  const [description, setDescription] = useState('')
  const [types, setTypes] = useState<readonly string[]>([])
  const [scheme, setScheme] = useState<'v1' | 'v1a'>('v1a')
  const [isMissing, setMissing] = useState(false)
  const place = useRef<HTMLInputElement>(null)
  const adding = useDeed('POST /v1/webhooks/endpoints', ['GET /v1/webhooks/endpoints'])
  const reasonOf = useReasons(adding.error)
  function sent(event: FormEvent): void {
    event.preventDefault()
    setMissing(url.trim() === '')
    if (url.trim() === '') {
      place.current?.focus()
      return
    }
    adding.mutate(
      {
        body: {
          url: url.trim(),
          types: types as MessageType[],
          scheme,
          ...(description.trim() === '' ? {} : { description: description.trim() }),
        },
      },
      {
        onSuccess: () => {
          setUrl('')
          setDescription('')
          setTypes([])
        },
      },
    )
  }
  return (
    <>
      <Secret of={adding.data} />
      <form onSubmit={sent} noValidate>
        <Stack maw={560}>
          <ProblemAlert problem={adding.error} />
          <TextInput
            ref={place}
            label={say('url')}
            description={say('url_help')}
            type="url"
            inputMode="url"
            autoComplete="off"
            value={url}
            error={isMissing ? say('url_missing') : reasonOf('url')}
            onChange={event => {
              setUrl(event.currentTarget.value)
              adding.reset()
            }}
          />
          <TextInput
            label={say('description')}
            value={description}
            onChange={event => setDescription(event.currentTarget.value)}
          />
          <MultiSelect
            label={say('types')}
            description={say('types_help')}
            data={[...MESSAGE_TYPES]}
            value={[...types]}
            onChange={setTypes}
            searchable
          />
          <Radio.Group
            label={say('scheme')}
            value={scheme}
            onChange={value => setScheme(value === 'v1' ? 'v1' : 'v1a')}
          >
            <Stack gap="xs" mt="xs">
              <Radio value="v1a" label={say('scheme_v1a')} />
              <Radio value="v1" label={say('scheme_v1')} />
            </Stack>
          </Radio.Group>
          <div>
            <Button type="submit" loading={adding.isPending}>
              {say('add')}
            </Button>
          </div>
        </Stack>
      </form>
    </>
  )
}
