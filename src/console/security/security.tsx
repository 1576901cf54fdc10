/** What somebody logs in by: their passkeys, each with its days, one more, and the way to another password. */
import { Alert, Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading, useDeed } from '../api/use.ts'
import { Part } from '../parts/facts.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PasskeyTable } from '../parts/passkey-table.tsx'
import { Read } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import { AddPasskey } from './add.tsx'
import { RemovePasskey } from './remove.tsx'
import { RenamePasskey } from './rename.tsx'
import { security } from './words.ts'

type Own = ValueOf<'GET /v1/self/passkeys'>
type Passkey = Own['items'][number]

/** What is asked of one of the list. */
type Asked = { readonly to: 'rename' | 'remove'; readonly of: Passkey }

function Mine({ of }: { readonly of: Own }) {
  const say = useWords(security)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const rename = useDeed('POST /v1/self/passkeys/{passkey_id}/rename', ['GET /v1/self/passkeys'])
  const remove = useDeed('POST /v1/self/passkeys/{passkey_id}/remove', ['GET /v1/self/passkeys'])
  const close = () => {
    setAsked(null)
    rename.reset()
    remove.reset()
  }
  const after = (text: string) => ({
    onSuccess: () => {
      setDone(text)
      close()
    },
  })
  const ask = (to: Asked['to']) => (passkey: Passkey) => {
    setDone(null)
    setAsked({ to, of: passkey })
  }
  return (
    <Part title={say('list')}>
      {done === null ? null : (
        <Alert color="green" role="status" mb="md">
          {done}
        </Alert>
      )}
      <Text mb="md">{say('list_lead', { most: of.most })}</Text>
      <PasskeyTable
        caption={say('list')}
        rows={of.items}
        empty={say('none')}
        onRename={ask('rename')}
        onRemove={ask('remove')}
      />
      <RenamePasskey
        name={asked?.to === 'rename' ? asked.of.name : null}
        isPending={rename.isPending}
        problem={rename.error}
        close={close}
        onName={name => {
          if (asked !== null)
            rename.mutate({ params: { passkey_id: asked.of.id }, body: { name } }, after(say('renamed', { name })))
        }}
      />
      {asked?.to === 'remove' ? (
        <RemovePasskey
          name={asked.of.name}
          isPending={remove.isPending}
          problem={remove.error}
          close={close}
          onYes={() =>
            remove.mutate({ params: { passkey_id: asked.of.id } }, after(say('removed', { name: asked.of.name })))
          }
        />
      ) : null}
    </Part>
  )
}

/** Why none can be made here, else how one is. */
function Making({ of }: { readonly of: Own }) {
  const say = useWords(security)
  if (of.unavailable !== null)
    return (
      <Alert mb="lg" color="orange">
        {say(of.unavailable === 'address' ? 'no_name' : 'no_provider')}
      </Alert>
    )
  return <AddPasskey isFull={of.items.length >= of.most} isFresh={of.may_make_until !== null} />
}

export function Security() {
  const say = useWords(security)
  const own = useQuery(reading('GET /v1/self/passkeys'))
  return (
    <>
      <PageTitle>{say('title')}</PageTitle>
      <Text mb="lg" maw="70ch">
        {say('lead')}
      </Text>
      <Read of={own}>
        {value => (
          <>
            <Mine of={value} />
            <Making of={value} />
            {value.unavailable === 'provider' ? null : (
              <Part title={say('password')}>
                <Text mb="md">{say('password_lead')}</Text>
                <Anchor href="/password">{say('password_change')}</Anchor>
              </Part>
            )}
          </>
        )}
      </Read>
    </>
  )
}
