/** A mail address given to somebody by an admin; it is theirs once they have sent back the code mailed to it. */
import { Alert, Button, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { reading, useDeed } from '../api/use.ts'
import { Part } from '../parts/facts.tsx'
import { FaultSummary } from '../parts/form.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useWords } from '../words/engine.ts'
import { admin } from './words.ts'

/** One address; what else it may not hold the service says. */
export const isAddress = (text: string): boolean => /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(text)

/** Where no mail is sent an address is good for nothing, and none is asked for. */
export const useIsMailSent = (): boolean =>
  useQuery(reading('GET /v1/notifications/settings')).data?.is_mail_sent === true

export function MailAddress({ person }: { readonly person: string }) {
  const say = useWords(admin)
  const [typed, setTyped] = useState('')
  const [turn, setTurn] = useState(0)
  const give = useDeed('POST /v1/persons/{person_id}/mail-address', ['GET /v1/persons'])
  const isMailSent = useIsMailSent()
  const address = typed.trim()
  const wrong = turn > 0 && !isAddress(address) ? say('mail_due') : undefined
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    if (!isAddress(address)) return
    give.mutate(
      { params: { person_id: person }, body: { address } },
      {
        onSuccess: () => {
          setTurn(0)
          setTyped('')
        },
      },
    )
  }
  if (!isMailSent) return null
  return (
    <Part title={say('part_mail')}>
      <Text mb="md" maw="70ch">
        {say('mail_lead')}
      </Text>
      <FaultSummary
        faults={wrong === undefined ? [] : [{ field: 'mail', label: say('part_mail'), message: wrong }]}
        turn={turn}
      />
      <ProblemAlert problem={give.error} />
      {give.isSuccess ? (
        <Alert color="green" role="status" mb="md">
          {say('mail_done')}
        </Alert>
      ) : null}
      <form onSubmit={send} noValidate>
        <Stack maw="32rem">
          <TextInput
            id="mail"
            type="email"
            label={say('part_mail')}
            description={say('mail_help')}
            value={typed}
            autoComplete="off"
            error={wrong}
            onChange={event => setTyped(event.currentTarget.value)}
          />
          <div>
            <Button type="submit" variant="default" loading={give.isPending}>
              {say('mail_give')}
            </Button>
          </div>
        </Stack>
      </form>
    </Part>
  )
}
