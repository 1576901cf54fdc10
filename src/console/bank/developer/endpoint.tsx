/** One webhook endpoint: paused and resumed, its secret changed, tried, erased; and what it was told. */
import { Alert, Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ValueOf } from '../../api/client.ts'
import { reading, useDeed } from '../../api/use.ts'
import { Moment } from '../../parts/day.tsx'
import { Facts, Part } from '../../parts/facts.tsx'
import { PageTitle } from '../../parts/page-title.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Read } from '../../parts/states.tsx'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { bankDeveloper } from '../words.ts'
import { Deliveries } from './deliveries.tsx'
import { EndpointState } from './developer.tsx'
import { Secret } from './secret.tsx'

const route = getRouteApi('/bank/developer/$endpoint')

type Endpoint = ValueOf<'GET /v1/webhooks/endpoints/{endpoint_id}'>

/** Erasing asks once more, in place. */
function Erase({ of }: { readonly of: Endpoint }) {
  const say = useWords(bankDeveloper)
  const sayAll = useWords(everywhere)
  const navigate = useNavigate()
  const [isAsked, setAsked] = useState(false)
  const erase = useDeed('DELETE /v1/webhooks/endpoints/{endpoint_id}', ['GET /v1/webhooks/endpoints'])
  if (!isAsked)
    return (
      <Button variant="default" onClick={() => setAsked(true)}>
        {say('remove')}
      </Button>
    )
  return (
    <Alert role="alert" color="red" w="100%">
      <Text mb="sm">{say('remove_sure')}</Text>
      <ProblemAlert problem={erase.error} />
      <Group>
        <Button
          color="red.9"
          loading={erase.isPending}
          onClick={() =>
            erase.mutate(
              { params: { endpoint_id: of.id } },
              { onSuccess: () => void navigate({ to: '/bank/developer' }) },
            )
          }
        >
          {say('remove_yes')}
        </Button>
        <Button variant="default" onClick={() => setAsked(false)}>
          {sayAll('cancel')}
        </Button>
      </Group>
    </Alert>
  )
}

const ANEW = [
  'GET /v1/webhooks/endpoints',
  'GET /v1/webhooks/endpoints/{endpoint_id}',
  'GET /v1/webhooks/endpoints/{endpoint_id}/deliveries',
] as const

function Whole({ of }: { readonly of: Endpoint }) {
  const say = useWords(bankDeveloper)
  const params = { endpoint_id: of.id }
  const pause = useDeed('POST /v1/webhooks/endpoints/{endpoint_id}/pause', ANEW)
  const resume = useDeed('POST /v1/webhooks/endpoints/{endpoint_id}/resume', ANEW)
  const rotate = useDeed('POST /v1/webhooks/endpoints/{endpoint_id}/secret', ANEW)
  const test = useDeed('POST /v1/webhooks/endpoints/{endpoint_id}/test', ANEW)
  const problem = [pause, resume, rotate, test].map(each => each.error).find(each => each !== null)
  return (
    <>
      <PageTitle>{say('endpoint_title')}</PageTitle>
      <ProblemAlert problem={problem} />
      <Secret of={rotate.data} />
      <Part title={of.url}>
        <Facts
          of={[
            { name: say('state'), value: <EndpointState of={of} /> },
            { name: say('scheme'), value: say(`scheme_${of.scheme}`) },
            { name: say('types'), value: of.types.length === 0 ? say('types_all') : of.types.join(', ') },
            { name: say('created'), value: <Moment of={of.created_at} /> },
            ...(of.description === null ? [] : [{ name: say('description'), value: of.description }]),
            ...(of.previous_until === null
              ? []
              : [{ name: say('previous_until'), value: <Moment of={of.previous_until} /> }]),
            ...(of.public_key === null ? [] : [{ name: say('public_key_title'), value: <code>{of.public_key}</code> }]),
          ]}
        />
        <Group mt="md" className="not-printed">
          <Button loading={test.isPending} onClick={() => test.mutate({ params })}>
            {say('test')}
          </Button>
          {of.state === 'active' ? (
            <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate({ params })}>
              {say('pause')}
            </Button>
          ) : (
            <Button variant="default" loading={resume.isPending} onClick={() => resume.mutate({ params })}>
              {say('resume')}
            </Button>
          )}
          <Button variant="default" loading={rotate.isPending} onClick={() => rotate.mutate({ params, body: {} })}>
            {say('rotate')}
          </Button>
          <Erase of={of} />
        </Group>
        <Text size="sm" c="dimmed" mt="xs">
          {say('rotate_help')}
        </Text>
        <Text role="status" size="sm">
          {test.isSuccess ? say('tested') : ''}
        </Text>
      </Part>
      <Part title={say('part_deliveries')}>
        <Deliveries endpoint={of.id} />
      </Part>
    </>
  )
}

export function EndpointPage() {
  const { endpoint: id } = route.useParams()
  const found = useQuery(reading('GET /v1/webhooks/endpoints/{endpoint_id}', { params: { endpoint_id: id } }))
  return <Read of={found}>{value => <Whole of={value} />}</Read>
}
