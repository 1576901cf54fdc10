/** What one is told, newest first: opened, marked as read, all or the unread, of one kind. */
import { Anchor, Badge, Button, Card, Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { call, type ValueOf } from '../api/client.ts'
import { reading, useDeed } from '../api/use.ts'
import { List } from '../bank/parts/list.tsx'
import { usePages } from '../bank/parts/pages.ts'
import { Moment } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Empty } from '../parts/states.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import type { ListSearch } from './list-search.ts'
import { notifications } from './words.ts'

const route = getRouteApi('/notifications')
type Item = ValueOf<'GET /v1/notifications'>['items'][number]
const ANEW = ['GET /v1/notifications', 'GET /v1/notifications/count'] as const

function One({ of }: { readonly of: Item }) {
  const say = useWords(notifications)
  const language = useLanguage()
  const router = useRouter()
  const read = useDeed('POST /v1/notifications/{notification_id}/read', ANEW)
  const mark = () => read.mutate({ params: { notification_id: of.id } })
  const title = of.title[language]
  return (
    <Card withBorder component="li">
      <Group justify="space-between" align="flex-start" gap="xs">
        <Text fw={of.read_at === null ? 700 : 400}>{title}</Text>
        <Group gap="xs">
          {of.read_at === null ? <Badge autoContrast>{say('is_unread')}</Badge> : null}
          <Text size="sm" c="dimmed">
            <Moment of={of.at} />
          </Text>
        </Group>
      </Group>
      {of.guarantee === null ? null : (
        <Text size="sm">
          {[of.guarantee.number, of.guarantee.firm?.[language]].filter(each => each !== undefined).join(' · ')}
        </Text>
      )}
      <Text my="xs">{of.text[language]}</Text>
      <ProblemAlert problem={read.error} />
      <Group gap="md">
        <Anchor
          href={router.buildLocation({ to: of.path as '/' }).publicHref}
          aria-label={`${say('open')}: ${title}`}
          onClick={event => {
            if (of.read_at === null) mark()
            if (event.metaKey || event.ctrlKey || event.shiftKey) return
            event.preventDefault()
            void router.navigate({ to: of.path as '/' })
          }}
        >
          {say('open')}
        </Anchor>
        {of.read_at === null ? (
          <Button variant="default" size="xs" loading={read.isPending} onClick={mark}>
            {say('read_one')}
          </Button>
        ) : null}
      </Group>
    </Card>
  )
}

function KindChoice({ search, onChange }: { readonly search: ListSearch; readonly onChange: (kind: string) => void }) {
  const say = useWords(notifications)
  const language = useLanguage()
  const settings = useQuery(reading('GET /v1/notifications/settings'))
  const kinds = settings.data?.kinds ?? []
  return (
    <NativeSelect
      label={say('kind')}
      value={search.kind ?? ''}
      onChange={event => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: say('all_kinds') },
        ...kinds.map(({ kind, title }) => ({ value: kind, label: title[language] })),
      ]}
    />
  )
}

export function Notifications() {
  const say = useWords(notifications)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [count, setCount] = useState<number | null>(null)
  const readAll = useDeed('POST /v1/notifications/read', ANEW)
  const query = {
    ...(search.unread === 'yes' ? { unread: 'true' as const } : {}),
    ...(search.kind === undefined ? {} : { kind: search.kind as Item['kind'] }),
  }
  const pages = usePages<Item>(['GET /v1/notifications', query], (asked, signal) =>
    call('GET /v1/notifications', { query: { ...query, ...asked, limit: '50' }, signal }),
  )
  const isEmpty = !pages.query.isPending && !pages.query.isError && pages.rows.length === 0
  return (
    <>
      <PageTitle>{say('title')}</PageTitle>
      <Group align="flex-end" mb="md" gap="md">
        <KindChoice
          search={search}
          onChange={kind =>
            void navigate({ search: ({ kind: _, ...rest }) => (kind === '' ? rest : { ...rest, kind }), replace: true })
          }
        />
        <Checkbox
          py="xs"
          label={say('unread_only')}
          checked={search.unread === 'yes'}
          onChange={event => {
            const isOnly = event.currentTarget.checked
            void navigate({
              search: ({ unread: _, ...rest }) => (isOnly ? { ...rest, unread: 'yes' as const } : rest),
              replace: true,
            })
          }}
        />
        <Button
          variant="default"
          loading={readAll.isPending}
          onClick={() => readAll.mutate({}, { onSuccess: ({ read }) => setCount(read) })}
        >
          {say('read_all')}
        </Button>
        <Anchor component={Link} to="/notifications/settings" py="xs">
          {say('to_settings')}
        </Anchor>
      </Group>
      <Text role="status" mb={count === null ? 0 : 'md'}>
        {count === null ? '' : say('all_read', { count })}
      </Text>
      <ProblemAlert problem={readAll.error} />
      <List of={pages.query}>
        {isEmpty ? <Empty>{say('none')}</Empty> : null}
        {pages.rows.length === 0 ? null : (
          <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
            {pages.rows.map(one => (
              <One key={one.id} of={one} />
            ))}
          </Stack>
        )}
      </List>
    </>
  )
}
