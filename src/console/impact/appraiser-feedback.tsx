/** What an appraiser reads of themselves, as they read it. */
import { NativeSelect, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { reading } from '../api/use.ts'
import { Part } from '../parts/facts.tsx'
import { useNamed } from '../parts/names.ts'
import { Empty, Read } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import { Sentences } from './sentences.tsx'
import { useRoster } from './use-people.ts'
import { qualityWords } from './words.ts'

function Of({ person }: { readonly person: string }) {
  const say = useWords(qualityWords)
  const found = useQuery(
    reading('GET /v1/panel/appraisers/{appraiser_id}/feedback', { params: { appraiser_id: person } }),
  )
  return (
    <Read of={found}>
      {({ says, says_not: not }) => (
        <>
          {says.length === 0 ? <Empty>{say('feedback_none')}</Empty> : <Sentences of={says} />}
          {not.length === 0 ? null : (
            <>
              <Text fw={650} mt="md" mb="xs">
                {say('feedback_not')}
              </Text>
              <Sentences of={not} />
            </>
          )}
        </>
      )}
    </Read>
  )
}

export function FeedbackPart() {
  const say = useWords(qualityWords)
  const [person, setPerson] = useState('')
  const named = useNamed()
  const found = useRoster()
  return (
    <Part title={say('part_feedback')}>
      <Read of={found}>
        {people => (
          <NativeSelect
            label={say('feedback_of')}
            maw={320}
            mb="md"
            value={person}
            data={[
              { value: '', label: say('feedback_choose') },
              ...people.map(one => ({ value: one.person, label: named(one.names, one.person) })),
            ]}
            onChange={event => setPerson(event.currentTarget.value)}
          />
        )}
      </Read>
      {person === '' ? null : <Of person={person} />}
    </Part>
  )
}
