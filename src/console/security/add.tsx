/** One passkey more: a name, then the browser's own window, then it is kept. */
import { Alert, Button, Stack, Text, TextInput } from '@mantine/core'
import { browserSupportsWebAuthn, startRegistration, WebAuthnError } from '@simplewebauthn/browser'
import { type FormEvent, useState } from 'react'
import { enterAddress } from '../api/client.ts'
import { useDeed } from '../api/use.ts'
import { Part } from '../parts/facts.tsx'
import { FaultSummary } from '../parts/form.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useWords } from '../words/engine.ts'
import { isName, nameOf } from './name.ts'
import { security } from './words.ts'

export function AddPasskey({ isFull, isFresh }: { readonly isFull: boolean; readonly isFresh: boolean }) {
  const say = useWords(security)
  if (!browserSupportsWebAuthn())
    return (
      <Alert mb="lg" color="orange">
        {say('no_browser')}
      </Alert>
    )
  return (
    <Part title={say('add')}>
      {isFull ? (
        <Text>{say('full')}</Text>
      ) : isFresh ? (
        <AddForm />
      ) : (
        <Alert title={say('again_title')}>
          <Text mb="sm">{say('again')}</Text>
          <Button component="a" href={enterAddress()}>
            {say('again_now')}
          </Button>
        </Alert>
      )}
    </Part>
  )
}

function AddForm() {
  const say = useWords(security)
  const ask = useDeed('POST /v1/self/passkeys/challenges', [])
  const keep = useDeed('POST /v1/self/passkeys', ['GET /v1/self/passkeys'])
  const [name, setName] = useState('')
  const [turn, setTurn] = useState(0)
  const [isAsking, setAsking] = useState(false)
  const [stopped, setStopped] = useState<'stopped' | 'there' | null>(null)
  const [added, setAdded] = useState<string | null>(null)
  const called = nameOf(name)
  const isWrong = turn > 0 && !isName(called)

  async function made(): Promise<void> {
    const options = await ask.mutateAsync({})
    const answer = await startRegistration({
      optionsJSON: {
        ...options,
        pubKeyCredParams: [...options.pubKeyCredParams],
        excludeCredentials: [...options.excludeCredentials],
      },
    }).catch((problem: unknown) => {
      const isThere = problem instanceof WebAuthnError && problem.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'
      setStopped(isThere ? 'there' : 'stopped')
      return null
    })
    if (answer === null) return
    const { id, rawId, type, response } = answer
    const { clientDataJSON, attestationObject, transports } = response
    await keep.mutateAsync({
      body: {
        name: called,
        answer: {
          ...{ id, rawId, type },
          response: { clientDataJSON, attestationObject, ...(transports === undefined ? {} : { transports }) },
        },
      },
    })
    setAdded(called)
    setName('')
    setTurn(0)
  }

  function sent(event: FormEvent): void {
    event.preventDefault()
    setTurn(turn + 1)
    setStopped(null)
    setAdded(null)
    ask.reset()
    keep.reset()
    if (!isName(called)) return
    setAsking(true)
    // What the service refuses is shown below by the deeds themselves.
    made()
      .catch(() => undefined)
      .finally(() => setAsking(false))
  }

  return (
    <form onSubmit={sent} noValidate>
      <Stack gap="md" maw={480}>
        <Text>{say('add_lead')}</Text>
        {added === null ? null : (
          <Alert color="green" role="status">
            {say('added', { name: added })}
          </Alert>
        )}
        {stopped === null ? null : (
          <Alert color="orange" role="alert">
            {say(stopped)}
          </Alert>
        )}
        <ProblemAlert problem={ask.error ?? keep.error} />
        <FaultSummary
          faults={isWrong ? [{ field: 'passkey-name', label: say('add_name'), message: say('add_name_due') }] : []}
          turn={turn}
        />
        <TextInput
          id="passkey-name"
          label={say('add_name')}
          description={say('add_help')}
          value={name}
          error={isWrong ? say('add_name_due') : undefined}
          onChange={event => setName(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" loading={isAsking}>
            {say('add_now')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
