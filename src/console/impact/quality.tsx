/** How far appraisers agree and how severe each is, in plain words; sets that nothing connects are never compared. */
import { Text } from '@mantine/core'
import { PageTitle } from '../parts/page-title.tsx'
import { useWords } from '../words/engine.ts'
import { AgreementPart } from './agreement.tsx'
import { FeedbackPart } from './appraiser-feedback.tsx'
import { MonthsPart } from './months.tsx'
import { SeverityPart } from './severity.tsx'
import { qualityWords } from './words.ts'

export function Quality() {
  const say = useWords(qualityWords)
  return (
    <>
      <PageTitle>{say('title')}</PageTitle>
      <Text mb="lg" maw="60ch">
        {say('lead')}
      </Text>
      <AgreementPart />
      <SeverityPart />
      <MonthsPart />
      <FeedbackPart />
    </>
  )
}
