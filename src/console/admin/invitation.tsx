/** The link by which somebody sets their password, told once. */
import { Alert, Button, Code, CopyButton, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useDeed } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { Part } from '../parts/facts.tsx'
import { useWords } from '../words/engine.ts'
import { ReasonModal } from './reason.tsx'
import { admin } from './words.ts'

export function Invitation({ person }: { readonly person: string }) {
  const say = useWords(admin)
  const [isOpen, setOpen] = useState(false)
  const invite = useDeed('POST /v1/persons/{person_id}/password-invitations', ['GET /v1/persons'])
  const link = invite.data?.link
  return (
    <Part title={say('invite_title')}>
      <Text mb="md">{say('invite_lead')}</Text>
      {link === undefined || link === null ? null : (
        <Alert color="green" role="status" mb="md" title={say('invite_done')}>
          <Stack gap="sm">
            <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} data-testid="invitation">
              {link}
            </Code>
            <Text size="sm">
              {say('invite_until')} <Moment of={invite.data?.expires_at} />
            </Text>
            <CopyButton value={link}>
              {({ copied, copy }) => (
                <div>
                  <Button size="sm" variant="default" onClick={copy}>
                    {say(copied ? 'copied' : 'copy')}
                  </Button>
                </div>
              )}
            </CopyButton>
          </Stack>
        </Alert>
      )}
      <div>
        <Button variant="default" onClick={() => setOpen(true)}>
          {say('invite')}
        </Button>
      </div>
      {isOpen ? (
        <ReasonModal
          title={say('invite_title')}
          follows={say('invite_follows')}
          act={say('invite_now')}
          isPending={invite.isPending}
          problem={invite.error}
          close={() => setOpen(false)}
          onReason={reason =>
            invite.mutate({ params: { person_id: person }, body: { reason } }, { onSuccess: () => setOpen(false) })
          }
        />
      ) : null}
    </Part>
  )
}
