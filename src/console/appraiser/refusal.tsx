/** Refusing a case one was drawn for, with the reason; somebody else is drawn. */
import { Alert, Button, Group, Radio, Stack, Text, Textarea } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useDeed } from '../api/use.ts'
import { FaultSummary } from '../parts/form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { onOneLine } from './sheet.ts'
import { appraiser } from './words.ts'

const BECAUSE = ['conflict', 'no_time', 'illness', 'other'] as const
type Because = (typeof BECAUSE)[number]

export function Refusal() {
  const say = useWords(appraiser)
  const { id } = useParams({ from: '/appraisals/$id/refusal' })
  const self = useSelf()
  const [because, setBecause] = useState<Because | ''>('')
  const [reason, setReason] = useState('')
  const [turn, setTurn] = useState(0)
  const refusing = useDeed('POST /v1/cases/{case_id}/assignments/{appraiser}/refusal', ['GET /v1/assignments'])
  const faults =
    turn === 0
      ? []
      : [
          ...(because === '' ? [{ field: 'because', label: say('because'), message: say('because_missing') }] : []),
          ...(reason.trim() === '' ? [{ field: 'reason', label: say('reason'), message: say('reason_missing') }] : []),
        ]
  const errorOf = (field: string) => faults.find(each => each.field === field)?.message
  const refuse = (event: FormEvent) => {
    event.preventDefault()
    setTurn(before => before + 1)
    if (because === '' || reason.trim() === '' || self === null || self === undefined) return
    refusing.mutate({ params: { case_id: id, appraiser: self.person }, body: { because, reason: onOneLine(reason) } })
  }
  if (refusing.data !== undefined)
    return (
      <>
        <PageTitle>{say('refused_title')}</PageTitle>
        <Alert color="green" role="status" mb="md">
          {say(refusing.data.is_replaced ? 'refused_replaced' : 'refused_waiting')}
        </Alert>
        <Link to="/appraisals">{say('to_assignments')}</Link>
      </>
    )
  return (
    <>
      <PageTitle isWrong={faults.length > 0}>{say('refusal_title')}</PageTitle>
      <Text mb="lg" maw="60ch">
        {say('refusal_lead')}
      </Text>
      <FaultSummary faults={faults} turn={turn} />
      <ProblemAlert problem={refusing.error} />
      <form onSubmit={refuse} noValidate>
        <Stack maw="40rem">
          <Radio.Group
            label={say('because')}
            value={because}
            error={errorOf('because')}
            onChange={value => setBecause(value as Because)}
          >
            <Stack gap="xs" mt="xs">
              {BECAUSE.map((each, at) => (
                <Radio
                  key={each}
                  value={each}
                  label={say(`because_${each}`)}
                  {...(at === 0 ? { id: 'because' } : {})}
                />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            id="reason"
            label={say('reason')}
            description={say('reason_text')}
            maxLength={1000}
            autosize
            minRows={3}
            value={reason}
            error={errorOf('reason')}
            onChange={event => setReason(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" loading={refusing.isPending}>
              {say('refuse_now')}
            </Button>
            <Link to="/appraisals">{say('to_assignments')}</Link>
          </Group>
        </Stack>
      </form>
    </>
  )
}
