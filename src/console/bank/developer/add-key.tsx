/** Adds a key to a machine: its public half is pasted, and a private one never leaves the page. */
import { Button, NativeSelect, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { useDeed } from '../../api/use.ts'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useWords } from '../../words/engine.ts'
import { bankKeys } from '../words.ts'
import { publicKeyIn, type Unread } from './public-key.ts'

export function AddKey({ to }: { readonly to: readonly string[] }) {
  const say = useWords(bankKeys)
  const [machine, setMachine] = useState(to[0] ?? '')
  const [pasted, setPasted] = useState('')
  const [kid, setKid] = useState('')
  const [wrong, setWrong] = useState<Unread | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const box = useRef<HTMLTextAreaElement>(null)
  const adding = useDeed('POST /v1/clients/{client_id}/keys', ['GET /v1/clients'])
  async function sent(event: FormEvent): Promise<void> {
    event.preventDefault()
    setDone(null)
    const read = await publicKeyIn(pasted, kid)
    setWrong(typeof read === 'string' ? read : null)
    if (typeof read === 'string') {
      // A private key is not left standing on a screen.
      if (read === 'key_private') setPasted('')
      box.current?.focus()
      return
    }
    adding.mutate(
      { params: { client_id: machine }, body: read },
      {
        onSuccess: () => {
          setDone(read.kid)
          setPasted('')
          setKid('')
        },
      },
    )
  }
  return (
    <form onSubmit={event => void sent(event)} noValidate>
      <Title order={3} size="h5" mt="lg" mb="xs">
        {say('add_title')}
      </Title>
      <Stack maw={560}>
        <Text>{say('add_text')}</Text>
        <ProblemAlert problem={adding.error} />
        {to.length === 1 ? null : (
          <NativeSelect
            label={say('add_to')}
            value={machine}
            data={[...to]}
            onChange={event => setMachine(event.currentTarget.value)}
          />
        )}
        <Textarea
          ref={box}
          label={say('add_key')}
          autosize
          minRows={4}
          maxRows={10}
          spellCheck={false}
          autoComplete="off"
          styles={{ input: { fontFamily: 'monospace' } }}
          value={pasted}
          error={wrong === null ? undefined : say(wrong)}
          onChange={event => setPasted(event.currentTarget.value)}
        />
        <TextInput
          label={say('add_kid')}
          description={say('add_kid_help')}
          maxLength={100}
          autoComplete="off"
          value={kid}
          onChange={event => setKid(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" loading={adding.isPending}>
            {say('add')}
          </Button>
        </div>
        <Text role="status" size="sm">
          {done === null ? '' : say('added_done', { kid: done })}
        </Text>
      </Stack>
    </form>
  )
}
