/** The guarantee of a case: begun once its approval was told, and the way to it. */
import { Anchor, Button, NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { useDeed } from '../../api/use.ts'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Read } from '../../parts/states.tsx'
import { useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { whole } from '../parts/all-pages.ts'
import { officerCases } from '../words.ts'
import type { CaseWhole } from './deeds.ts'

const KINDS = ['individual', 'revolving'] as const

export function CaseGuarantee({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const roles = useSelf()?.roles ?? []
  const [kind, setKind] = useState<(typeof KINDS)[number]>('individual')
  const beginning = useDeed('POST /v1/cases/{case_id}/guarantee')
  const found = useQuery(
    whole(['GET /v1/guarantees', 'firm', of.firm], (query, signal) =>
      call('GET /v1/guarantees', { query: { ...query, firm: of.firm }, signal }),
    ),
  )
  return (
    <Read of={found}>
      {rows => {
        const own = rows.find(one => one.case_id === of.id)
        if (own !== undefined)
          return (
            <Anchor component={Link} to={`/office/guarantees/${own.id}`}>
              {say('guarantee_link', { number: own.number })}
            </Anchor>
          )
        if (of.state !== 'noticed' || !roles.includes('officer')) return <Text>{say('guarantee_waits')}</Text>
        return (
          <Stack gap="md" maw="30rem">
            <ProblemAlert problem={beginning.error} />
            <NativeSelect
              label={say('guarantee_kind')}
              value={kind}
              data={KINDS.map(value => ({ value, label: say(`guarantee_${value}`) }))}
              onChange={event => setKind(KINDS.find(each => each === event.currentTarget.value) ?? 'individual')}
            />
            <div>
              <Button
                loading={beginning.isPending}
                onClick={() => beginning.mutate({ params: { case_id: of.id }, body: { kind } })}
              >
                {say('guarantee_begin')}
              </Button>
            </div>
          </Stack>
        )
      }}
    </Read>
  )
}
