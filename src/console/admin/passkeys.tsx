/** The passkeys of a person, and what was lost removed with a reason. */
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading, useDeed } from '../api/use.ts'
import { Part } from '../parts/facts.tsx'
import { PasskeyTable } from '../parts/passkey-table.tsx'
import { Read } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import { ReasonModal } from './reason.tsx'
import { admin } from './words.ts'

type Passkey = ValueOf<'GET /v1/persons/{person_id}/passkeys'>['items'][number]

export function Passkeys({ person }: { readonly person: string }) {
  const say = useWords(admin)
  const [asked, setAsked] = useState<Passkey | null>(null)
  const params = { person_id: person }
  const found = useQuery(reading('GET /v1/persons/{person_id}/passkeys', { params }))
  const remove = useDeed('POST /v1/persons/{person_id}/passkeys/{passkey_id}/remove', [
    'GET /v1/persons/{person_id}/passkeys',
  ])
  const close = () => {
    setAsked(null)
    remove.reset()
  }
  return (
    <Part title={say('part_passkeys')}>
      <Text mb="md">{say('passkeys_lead')}</Text>
      <Read of={found}>
        {({ items }) => (
          <PasskeyTable caption={say('part_passkeys')} rows={items} empty={say('passkeys_none')} onRemove={setAsked} />
        )}
      </Read>
      {asked === null ? null : (
        <ReasonModal
          title={say('passkey_title', { name: asked.name })}
          follows={say('passkey_follows')}
          act={say('passkey_now')}
          isRed
          isPending={remove.isPending}
          problem={remove.error}
          close={close}
          onReason={reason =>
            remove.mutate({ params: { ...params, passkey_id: asked.id }, body: { reason } }, { onSuccess: close })
          }
        />
      )}
    </Part>
  )
}
