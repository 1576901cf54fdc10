/** The referred cases: with whom each lies and until when; what nobody has is taken from here. */
import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { useDeed } from '../../api/use.ts'
import { byDue } from '../../parts/due.ts'
import { useNamed } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Read } from '../../parts/states.tsx'
import { useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { whole } from '../parts/all-pages.ts'
import { officerCases } from '../words.ts'
import { isOpen } from './deeds.ts'
import { CaseTable } from './list.tsx'

export function Referred() {
  const say = useWords(officerCases)
  const named = useNamed()
  const roles = useSelf()?.roles ?? []
  const take = useDeed('POST /v1/cases/{case_id}/take')
  const found = useQuery(
    whole(['GET /v1/cases', 'referred'], (query, signal) =>
      call('GET /v1/cases', { query: { ...query, state: 'referred' }, signal }),
    ),
  )
  return (
    <>
      <PageTitle>{say('referred_title')}</PageTitle>
      <Text mb="md">{say('referred_text')}</Text>
      <ProblemAlert problem={take.error} />
      <Read of={found}>
        {rows => (
          <CaseTable
            caption={say('referred_title')}
            rows={[...rows].sort(byDue)}
            empty={say('referred_empty')}
            action={row =>
              row.holder === null && isOpen('take', row.state, roles) ? (
                <Button
                  size="sm"
                  variant="default"
                  loading={take.isPending && take.variables.params.case_id === row.id}
                  onClick={() => take.mutate({ params: { case_id: row.id } })}
                  aria-label={say('take_of', { firm: named(row.firm_names, row.firm) })}
                >
                  {say('take')}
                </Button>
              ) : (
                '–'
              )
            }
          />
        )}
      </Read>
    </>
  )
}
