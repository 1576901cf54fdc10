/** The review memo beside the recommendation: written by the officer, read by whoever signs. */
import { Button, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useDraft } from '../../api/draft.ts'
import { useDeed } from '../../api/use.ts'
import { FaultSummary } from '../../parts/form.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { officerCases } from '../words.ts'
import { type CaseWhole, type Decision, isOpen } from './deeds.ts'

function MemoForm({ of, decision }: { readonly of: CaseWhole; readonly decision: Decision }) {
  const say = useWords(officerCases)
  const memo = useDraft(`case:${of.id}:memo:${decision.id}`, decision.memo ?? '')
  const [turn, setTurn] = useState(0)
  const write = useDeed('POST /v1/cases/{case_id}/memo')
  const isMissing = turn > 0 && memo.value.trim() === ''
  const label = say('memo_label')
  const send = () => {
    if (memo.value.trim() === '') return setTurn(turn + 1)
    write.mutate({ params: { case_id: of.id }, body: { memo: memo.value.trim() } }, { onSuccess: memo.forget })
  }
  return (
    <Stack gap="md">
      <FaultSummary faults={isMissing ? [{ field: 'memo', label, message: say('memo_missing') }] : []} turn={turn} />
      <ProblemAlert problem={write.error} />
      <Textarea
        id="memo"
        label={label}
        description={say('memo_help')}
        autosize
        minRows={8}
        value={memo.value}
        error={isMissing ? say('memo_missing') : undefined}
        onChange={event => memo.set(event.currentTarget.value)}
      />
      <div>
        <Button loading={write.isPending} onClick={send}>
          {say(decision.memo_by === null ? 'memo_send' : 'memo_again')}
        </Button>
      </div>
    </Stack>
  )
}

export function Review({ of, decision }: { readonly of: CaseWhole; readonly decision: Decision }) {
  const say = useWords(officerCases)
  const self = useSelf()
  const mayWrite = isOpen('write_memo', of.state, self?.roles ?? []) && decision.signatures.length === 0
  return (
    <>
      {decision.memo === null ? (
        mayWrite ? null : (
          <Text c="dimmed">{say('memo_none')}</Text>
        )
      ) : (
        <>
          <Text style={{ whiteSpace: 'pre-wrap' }} data-testid="memo">
            {decision.memo}
          </Text>
          <Text size="sm" c="dimmed" mb="md">
            {say(decision.memo_by === self?.person ? 'memo_by_me' : 'memo_by_officer')}
          </Text>
        </>
      )}
      {mayWrite ? <MemoForm of={of} decision={decision} /> : null}
    </>
  )
}
