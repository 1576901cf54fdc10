/** Signed heads of the log: each checked here, any two compared, a saved proof checked again. */
import { Badge, Button, Card, FileButton, Group, NativeSelect, Text, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { List } from '../bank/parts/list.tsx'
import { usePages } from '../bank/parts/pages.ts'
import { Moment, momentText } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { saveAs } from '../parts/save.ts'
import { type Column, Table } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { fileProven, type Head, headsProven, isSigned, type Keys } from './proof.ts'
import { ProofFound } from './proof-found.tsx'
import { audit } from './words.ts'

function Compared({ heads }: { readonly heads: readonly Head[] }) {
  const say = useWords(audit)
  const language = useLanguage()
  const [chosen, setChosen] = useState<{ readonly first?: string; readonly second?: string }>({})
  const comparing = useMutation({
    mutationFn: ([one, other]: readonly [Head, Head]) => headsProven(one, other),
  })
  const choices = heads.map(head => ({
    value: String(head.size),
    label: `${say('entries', { count: head.size })} — ${momentText(head.at, language)}`,
  }))
  const first = chosen.first ?? choices.at(-1)?.value ?? ''
  const second = chosen.second ?? choices[0]?.value ?? ''
  const headOf = (size: string) => heads.find(head => String(head.size) === size)
  const [one, other] = [headOf(first), headOf(second)]
  return (
    <Card withBorder mb="lg" component="section" aria-labelledby="compare">
      <Title order={2} size="h4" mb="xs" id="compare">
        {say('part_compare')}
      </Title>
      <Text mb="md" maw="70ch">
        {say('compare_lead')}
      </Text>
      <Group align="end" mb="md">
        <NativeSelect
          label={say('head_first')}
          value={first}
          data={choices}
          onChange={event => setChosen({ ...chosen, first: event.currentTarget.value })}
        />
        <NativeSelect
          label={say('head_second')}
          value={second}
          data={choices}
          onChange={event => setChosen({ ...chosen, second: event.currentTarget.value })}
        />
        <Button
          loading={comparing.isPending}
          disabled={one === undefined || other === undefined}
          onClick={() => (one === undefined || other === undefined ? undefined : comparing.mutate([one, other]))}
        >
          {say('compare')}
        </Button>
      </Group>
      <ProblemAlert problem={comparing.error} />
      <div aria-live="polite">{comparing.data === undefined ? null : <ProofFound of={comparing.data} />}</div>
    </Card>
  )
}

function Saved() {
  const say = useWords(audit)
  const checking = useMutation({ mutationFn: fileProven })
  return (
    <Card withBorder mb="lg" component="section" aria-labelledby="saved">
      <Title order={2} size="h4" mb="xs" id="saved">
        {say('part_saved')}
      </Title>
      <Text mb="md" maw="70ch">
        {say('saved_lead')}
      </Text>
      <FileButton
        accept="application/json"
        onChange={file => (file === null ? undefined : checking.mutate(file))}
        inputProps={{ 'aria-label': say('saved_choose') }}
      >
        {props => (
          <div>
            <Button {...props} variant="default" loading={checking.isPending} mb="md">
              {say('saved_choose')}
            </Button>
          </div>
        )}
      </FileButton>
      <ProblemAlert problem={checking.error} />
      <div aria-live="polite">
        {checking.data === null ? (
          <Text role="alert" c="var(--mantine-color-error)">
            {say('saved_unreadable')}
          </Text>
        ) : checking.data === undefined ? null : (
          <ProofFound of={checking.data} />
        )}
      </div>
    </Card>
  )
}

function Signature({ of, keys }: { readonly of: Head; readonly keys: Keys | undefined }) {
  const say = useWords(audit)
  const checked = useQuery({
    queryKey: ['head checked here', of.signed, keys],
    queryFn: () => isSigned(of.signed, keys ?? { keys: [] }),
    enabled: keys !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (checked.data === undefined) return <>–</>
  return (
    <Badge c="inherit" color={checked.data === null ? 'orange' : checked.data ? 'green' : 'red'}>
      {say(checked.data === null ? 'unknown' : checked.data ? 'holds' : 'broken')}
    </Badge>
  )
}

export function Heads() {
  const say = useWords(audit)
  const keys = useQuery(reading('GET /v1/audit/keys'))
  const { query, rows } = usePages<Head>(['GET /v1/audit/heads'], (asked, signal) =>
    call('GET /v1/audit/heads', { query: { ...asked, limit: '100' }, signal }),
  )
  const columns: readonly Column<Head>[] = [
    { key: 'at', title: say('signed_at'), value: row => row.at, width: 190, show: row => <Moment of={row.at} /> },
    { key: 'size', title: say('size'), value: row => row.size, isNumber: true },
    {
      key: 'signature',
      title: say('signature'),
      value: row => row.signed,
      show: row => <Signature of={row} keys={keys.data} />,
    },
    {
      key: 'root',
      title: say('root'),
      value: row => row.root,
      width: 320,
      show: row => (
        <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
          {row.root}
        </Text>
      ),
    },
  ]
  return (
    <>
      <PageTitle>{say('heads_title')}</PageTitle>
      <Text mb="md" maw="70ch">
        {say('heads_lead')}
      </Text>
      {keys.data === undefined ? null : (
        <Button
          mb="lg"
          variant="default"
          className="not-printed"
          onClick={() => saveAs('audit-head-keys.json', 'application/json', `${JSON.stringify(keys.data, null, 2)}\n`)}
        >
          {say('keys_save')}
        </Button>
      )}
      <List of={query}>
        {rows.length > 0 ? <Compared heads={rows} /> : null}
        <Saved />
        <Table
          caption={say('heads_title')}
          columns={columns}
          rows={rows}
          idOf={row => String(row.size)}
          csv="audit-heads"
          empty={say('heads_empty')}
        />
      </List>
    </>
  )
}
