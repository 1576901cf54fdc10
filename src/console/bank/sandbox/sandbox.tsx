/** The sandbox: each named scenario makes a case in one click, which is shown at once. */
import { Alert, Badge, Button, Card, Group, SimpleGrid, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import { reading } from '../../api/use.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Empty, Read } from '../../parts/states.tsx'
import { useSelf } from '../../shell/session.ts'
import { useLanguage, useWords } from '../../words/engine.ts'
import { bankDeveloper } from '../words.ts'

const RECOMMENDS = ['approve', 'refer', 'decline'] as const

/** Drafts the example's case for a scenario and hands it in: from there on it runs by itself. */
function useRunning() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async (scenario: string): Promise<string> => {
      const { draftOf } = await import('./example.ts')
      const made = await call('POST /v1/cases', { body: draftOf(scenario) })
      const id = 'case_id' in made ? made.case_id : made.id
      await call('POST /v1/cases/{case_id}/submit', { params: { case_id: id } })
      return id
    },
    onSuccess: async id => {
      await client.invalidateQueries()
      await navigate({ to: '/bank/cases/$case', params: { case: id } })
    },
  })
}

export function Sandbox() {
  const say = useWords(bankDeveloper)
  const language = useLanguage()
  const self = useSelf()
  const found = useQuery(reading('GET /v1/sandbox/scenarios'))
  const running = useRunning()
  return (
    <>
      <PageTitle>{say('sandbox_title')}</PageTitle>
      <Text mb="md">{say('sandbox_text')}</Text>
      {self?.is_sandbox === false ? (
        <Alert mb="md" color="orange">
          {say('sandbox_not')}
        </Alert>
      ) : null}
      <ProblemAlert problem={running.error} />
      <Read of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty />
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }}>
              {items.map(each => {
                const recommends = RECOMMENDS.find(one => one === each.recommends)
                return (
                  <Card key={each.code} withBorder component="section" aria-label={each.title[language]}>
                    <Group justify="space-between" mb="xs" wrap="nowrap" align="start">
                      <Title order={2} size="h5">
                        {each.title[language]}
                      </Title>
                      {recommends === undefined ? null : (
                        <Badge c="inherit" color="gray" style={{ flexShrink: 0 }}>
                          {say(`recommends_${recommends}`)}
                        </Badge>
                      )}
                    </Group>
                    <Text size="sm" mb="md" style={{ flexGrow: 1 }}>
                      {each.happens[language]}
                    </Text>
                    {self?.is_sandbox === true ? (
                      <Button
                        loading={running.isPending && running.variables === each.code}
                        disabled={running.isPending}
                        aria-label={say('sandbox_run_of', { title: each.title[language] })}
                        onClick={() => running.mutate(each.code)}
                      >
                        {say('sandbox_run')}
                      </Button>
                    ) : null}
                  </Card>
                )
              })}
            </SimpleGrid>
          )
        }
      </Read>
    </>
  )
}
