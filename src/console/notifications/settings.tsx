/** What one is mailed, in which language, and where: an address counts once its code has come back. */
import { Alert, Anchor, Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading, useDeed } from '../api/use.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { notifications } from './words.ts'

type Settings = ValueOf<'GET /v1/notifications/settings'>
const ANEW = ['GET /v1/notifications/settings'] as const
const LANGUAGES = [
  { value: 'ko', label: '한국어' },
  { value: 'en', label: 'English' },
  { value: 'zh', label: '简体中文' },
] as const

/** One field that is sent: what is wrong with it is said at it, and it takes the focus. */
function OneField({
  label,
  help,
  wrong,
  submit,
  fits,
  isPending,
  type,
  onSubmit,
}: {
  readonly label: string
  readonly help?: string
  readonly wrong: string
  readonly submit: string
  readonly fits: RegExp
  readonly isPending: boolean
  readonly type: 'email' | 'text'
  readonly onSubmit: (value: string) => void
}) {
  const [value, setValue] = useState('')
  const [isWrong, setWrong] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const send = (event: FormEvent) => {
    event.preventDefault()
    const text = value.trim()
    setWrong(!fits.test(text))
    if (fits.test(text)) onSubmit(text)
    else field.current?.focus()
  }
  return (
    <form noValidate onSubmit={send}>
      <Group align="flex-end" gap="sm">
        <TextInput
          ref={field}
          label={label}
          description={help}
          type={type}
          {...(type === 'email' ? { autoComplete: 'email' } : { inputMode: 'numeric', autoComplete: 'one-time-code' })}
          value={value}
          error={isWrong ? wrong : null}
          onChange={event => setValue(event.currentTarget.value)}
          maw={420}
          flex={1}
        />
        <Button type="submit" loading={isPending}>
          {submit}
        </Button>
      </Group>
    </form>
  )
}

function Address({ of }: { readonly of: Settings }) {
  const say = useWords(notifications)
  const ask = useDeed('POST /v1/notifications/address', ANEW)
  const confirm = useDeed('POST /v1/notifications/address/confirm', ANEW)
  const takeBack = useDeed('POST /v1/notifications/address/take-back', ANEW)
  const isConfirmed = confirm.data?.is_right === true && of.asked_address === null
  return (
    <Stack gap="sm" component="section" aria-labelledby="mail-address">
      <Title order={2} size="h4" id="mail-address">
        {say('address')}
      </Title>
      <Text>{of.address === null ? say('address_none') : say('address_now', { address: of.address })}</Text>
      <div role="status">
        {of.asked_address === null ? null : <Text mb="sm">{say('asked', { address: of.asked_address })}</Text>}
        {isConfirmed ? <Text>{say('confirmed')}</Text> : null}
      </div>
      {of.asked_address === null ? null : (
        <OneField
          label={say('code')}
          wrong={say('code_wrong')}
          submit={say('code_send')}
          fits={/^[0-9]{8}$/}
          isPending={confirm.isPending}
          type="text"
          onSubmit={code => confirm.mutate({ body: { code } })}
        />
      )}
      {confirm.data?.is_right === false ? (
        <Alert color="red" role="alert">
          {say('code_not')}
        </Alert>
      ) : null}
      <ProblemAlert problem={confirm.error} />
      <OneField
        label={say('address')}
        help={say('address_help')}
        wrong={say('address_wrong')}
        submit={say('address_ask')}
        fits={/^[^\s@<>",;]+@[^\s@<>",;]+$/}
        isPending={ask.isPending}
        type="email"
        onSubmit={address => ask.mutate({ body: { address } })}
      />
      <ProblemAlert problem={ask.error} />
      {of.address === null && of.asked_address === null ? null : (
        <Group>
          <Button variant="default" loading={takeBack.isPending} onClick={() => takeBack.mutate({})}>
            {say('address_back')}
          </Button>
        </Group>
      )}
      <ProblemAlert problem={takeBack.error} />
    </Stack>
  )
}

function Kinds({ of }: { readonly of: Settings }) {
  const say = useWords(notifications)
  const sayAll = useWords(everywhere)
  const shown = useLanguage()
  const [language, setLanguage] = useState(of.language)
  const [unmailed, setUnmailed] = useState(of.kinds.filter(one => !one.is_mailed).map(one => one.kind))
  const change = useDeed('PUT /v1/notifications/settings', ANEW)
  const save = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { language, unmailed } })
  }
  return (
    <form onSubmit={save}>
      <Stack gap="md">
        <NativeSelect
          label={say('language')}
          data={LANGUAGES}
          value={language}
          maw={240}
          onChange={event => setLanguage(event.currentTarget.value as Settings['language'])}
        />
        <Checkbox.Group
          label={say('kinds')}
          description={say('kinds_help')}
          value={of.kinds.map(one => one.kind).filter(kind => !unmailed.includes(kind))}
          onChange={chosen => setUnmailed(of.kinds.map(one => one.kind).filter(kind => !chosen.includes(kind)))}
        >
          <Stack gap="xs" mt="sm">
            {of.kinds.map(({ kind, title }) => (
              <Checkbox key={kind} value={kind} label={title[shown]} />
            ))}
          </Stack>
        </Checkbox.Group>
        <ProblemAlert problem={change.error} />
        <Group>
          <Button type="submit" loading={change.isPending}>
            {sayAll('save')}
          </Button>
          <Text role="status">{change.isSuccess ? sayAll('saved') : ''}</Text>
        </Group>
      </Stack>
    </form>
  )
}

export function NotificationSettings() {
  const say = useWords(notifications)
  const settings = useQuery(reading('GET /v1/notifications/settings'))
  return (
    <>
      <PageTitle>{say('settings_title')}</PageTitle>
      <Anchor component={Link} to="/notifications" display="inline-block" mb="lg">
        {say('back')}
      </Anchor>
      <Read of={settings}>
        {of => (
          <Stack gap="xl">
            {of.is_mail_sent ? <Address of={of} /> : <Alert>{say('no_mail')}</Alert>}
            <Kinds of={of} />
          </Stack>
        )}
      </Read>
    </>
  )
}
