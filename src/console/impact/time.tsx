/** A case is found: by its number, or in the list of those that changed last. */
import { Anchor, Button, Group, Text, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call, type ValueOf } from '../api/client.ts'
import { Moment } from '../parts/day.tsx'
import { Part } from '../parts/facts.tsx'
import { More } from '../parts/more.tsx'
import { useNamed } from '../parts/names.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { timeWords } from './words.ts'

type CaseHead = ValueOf<'GET /v1/cases'>['items'][number]
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function Cases() {
  const say = useWords(timeWords)
  const named = useNamed()
  const found = useInfiniteQuery({
    queryKey: ['GET /v1/cases', 'newest'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call('GET /v1/cases', { query: { limit: '50', ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal }),
    getNextPageParam: page => page.next ?? undefined,
  })
  const rows = found.data?.pages.flatMap(page => page.items) ?? []
  const columns: readonly Column<CaseHead>[] = [
    {
      key: 'firm',
      title: say('firm'),
      value: row => named(row.firm_names, row.firm),
      show: row => (
        <Anchor component={Link} to={`/risk/time/${row.id}`}>
          {named(row.firm_names, row.firm)}
        </Anchor>
      ),
    },
    { key: 'state', title: say('state'), value: row => say(`state_${row.state}`) },
    {
      key: 'updated',
      title: say('updated'),
      value: row => row.updated_at,
      show: row => <Moment of={row.updated_at} />,
    },
  ]
  return (
    <Read of={found}>
      {() => (
        <>
          <ProblemAlert problem={found.error} stays />
          <Table
            caption={say('part_find')}
            columns={columns}
            rows={rows}
            idOf={row => row.id}
            empty={say('cases_none')}
          />
          <More of={found} />
        </>
      )}
    </Read>
  )
}

export function TimeMachine() {
  const say = useWords(timeWords)
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const open = (event: FormEvent) => {
    event.preventDefault()
    const id = text.trim().toLowerCase()
    setWrong(!UUID.test(id))
    if (UUID.test(id)) void navigate({ to: '/risk/time/$case', params: { case: id } })
  }
  return (
    <>
      <PageTitle>{say('title')}</PageTitle>
      <Text mb="lg" maw="60ch">
        {say('lead')}
      </Text>
      <Part title={say('part_find')}>
        <form onSubmit={open} noValidate>
          <Group align="end" mb="lg">
            <TextInput
              label={say('case_id')}
              value={text}
              maw="26rem"
              style={{ flexGrow: 1 }}
              error={isWrong ? say('case_id_wrong') : undefined}
              onChange={event => setText(event.currentTarget.value)}
            />
            <Button type="submit" variant="default">
              {say('open')}
            </Button>
          </Group>
        </form>
        <Cases />
      </Part>
    </>
  )
}
