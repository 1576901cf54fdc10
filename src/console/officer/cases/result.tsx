/** What follows a decision: the parties are told, and certificates are ordered, taken and ended. */
import { Button, Group, NativeSelect, Text } from '@mantine/core'
import { useState } from 'react'
import { useDeed } from '../../api/use.ts'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useSelf } from '../../shell/session.ts'
import { useLanguage, useWords } from '../../words/engine.ts'
import { officerCases } from '../words.ts'
import { Certificates } from './certificates.tsx'
import { type CaseWhole, type Decision, isOpen } from './deeds.ts'

const LANGUAGES = ['ko', 'en', 'zh'] as const

function Order({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const shown = useLanguage()
  const [language, setLanguage] = useState(shown)
  const order = useDeed('POST /v1/cases/{case_id}/certificates', ['GET /v1/cases/{case_id}/certificates'])
  return (
    <>
      <ProblemAlert problem={order.error} />
      <Group align="end" mb="md" className="not-printed">
        <NativeSelect
          label={say('certificate_language')}
          value={language}
          data={LANGUAGES.map(value => ({ value, label: say(`language_${value}`) }))}
          onChange={event => setLanguage(LANGUAGES.find(each => each === event.currentTarget.value) ?? 'ko')}
        />
        <Button
          loading={order.isPending}
          onClick={() => order.mutate({ params: { case_id: of.id }, body: { language } })}
        >
          {say('certificate_order')}
        </Button>
      </Group>
    </>
  )
}

export function Result({ of, decision }: { readonly of: CaseWhole; readonly decision: Decision }) {
  const say = useWords(officerCases)
  const roles = useSelf()?.roles ?? []
  const notice = useDeed('POST /v1/cases/{case_id}/notice')
  if (decision.outcome === null) return <Text c="dimmed">{say('result_none')}</Text>
  return (
    <>
      <ProblemAlert problem={notice.error} />
      {isOpen('notify', of.state, roles) ? (
        <Group mb="lg" className="not-printed">
          <Button loading={notice.isPending} onClick={() => notice.mutate({ params: { case_id: of.id } })}>
            {say('notify')}
          </Button>
          <Text size="sm" c="dimmed">
            {say('notify_help')}
          </Text>
        </Group>
      ) : (
        <Text mb="md">{say(of.state === 'noticed' ? 'noticed' : 'notice_waits')}</Text>
      )}
      {decision.outcome === 'approved' ? (
        <>
          {roles.includes('officer') ? <Order of={of} /> : null}
          <Certificates of={of} />
        </>
      ) : null}
    </>
  )
}
