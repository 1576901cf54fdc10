/** How one's own marks compare with those of colleagues, in sentences. */
import { Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { reading } from '../api/use.ts'
import { Sentences } from '../impact/sentences.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Empty, Loading, Read } from '../parts/states.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { appraiser } from './words.ts'

export function Feedback() {
  const say = useWords(appraiser)
  const self = useSelf()
  return (
    <>
      <PageTitle>{say('feedback')}</PageTitle>
      <Text mb="lg" maw="60ch">
        {say('feedback_lead')}
      </Text>
      {self === undefined || self === null ? <Loading /> : <Of person={self.person} />}
    </>
  )
}

function Of({ person }: { readonly person: string }) {
  const say = useWords(appraiser)
  const found = useQuery(
    reading('GET /v1/panel/appraisers/{appraiser_id}/feedback', { params: { appraiser_id: person } }),
  )
  return (
    <Read of={found}>
      {({ sheets, says, says_not: not }) => (
        <>
          <Text mb="md">{say('feedback_sheets', { count: sheets })}</Text>
          {says.length === 0 ? <Empty>{say('feedback_empty')}</Empty> : <Sentences of={says} />}
          {not.length === 0 ? null : (
            <>
              <Title order={2} size="h3" mt="lg" mb="sm">
                {say('feedback_not')}
              </Title>
              <Sentences of={not} />
            </>
          )}
        </>
      )}
    </Read>
  )
}
