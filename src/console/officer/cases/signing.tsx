/** Signing: who signed, how many it takes, why a reader cannot, and what follows of a signature before it is given. */
import { Button, Group, List, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useDeed } from '../../api/use.ts'
import { Won } from '../../parts/amount.tsx'
import { Moment } from '../../parts/day.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FaultSummary } from '../../parts/form.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { officerCases } from '../words.ts'
import { barOf, type CaseWhole, type Decision, isAgainst, isOpen, SIGNERS } from './deeds.ts'

type Wish = 'approve' | 'decline' | 'committee'

function Signatures({ of }: { readonly of: Decision }) {
  const say = useWords(officerCases)
  const sayAll = useWords(everywhere)
  const self = useSelf()
  return (
    <>
      <Text mb="xs">{say('quorum', { have: of.signatures.length, need: of.quorum })}</Text>
      <List mb="md">
        {of.signatures.map(one => (
          <List.Item key={`${one.signed_at}-${one.person ?? one.role}`}>
            {sayAll(`role_${one.role}` as 'role_officer')}
            {one.person === self?.person ? ` (${say('holder_me')})` : ''} — {say(`verdict_${one.verdict}`)},{' '}
            <Moment of={one.signed_at} />
            {one.override_reason === null ? null : (
              <Text size="sm">
                {say('override_reason')}: {one.override_reason}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </>
  )
}

/** What follows, to be read before it is done. */
function Consequence({
  wish,
  of,
  decision,
  close,
}: {
  readonly wish: Wish
  readonly of: CaseWhole
  readonly decision: Decision
  readonly close: () => void
}) {
  const say = useWords(officerCases)
  const sayAll = useWords(everywhere)
  const sign = useDeed('POST /v1/cases/{case_id}/signatures')
  const put = useDeed('POST /v1/cases/{case_id}/put-before-committee')
  const [reason, setReason] = useState('')
  const [turn, setTurn] = useState(0)
  const needsReason = wish === 'committee' || isAgainst(decision.recommended, wish)
  const label = say(wish === 'committee' ? 'committee_reason' : 'override_reason')
  const isMissing = turn > 0 && needsReason && reason.trim() === ''
  const params = { case_id: of.id }
  const go = () => {
    if (needsReason && reason.trim() === '') return setTurn(turn + 1)
    const done = { onSuccess: close }
    if (wish === 'committee') return put.mutate({ params, body: { reason: reason.trim() } }, done)
    const because = needsReason ? { override_reason: reason.trim() } : {}
    sign.mutate({ params, body: { decision: decision.id, verdict: wish, ...because } }, done)
  }
  return (
    <Dialog close={close} title={say(`${wish}_title`)}>
      <Stack gap="md">
        <List>
          {wish === 'approve' && decision.terms !== null ? (
            <List.Item>
              {say('approve_amount')} <Won of={decision.terms.guaranteed} />
            </List.Item>
          ) : null}
          <List.Item>{say(`${wish}_follows`)}</List.Item>
          {wish === 'committee' ? null : <List.Item>{say('sign_stands')}</List.Item>}
          {wish !== 'committee' && needsReason ? <List.Item>{say('override_text')}</List.Item> : null}
        </List>
        <FaultSummary
          faults={isMissing ? [{ field: 'reason', label, message: say('reason_missing') }] : []}
          turn={turn}
        />
        <ProblemAlert problem={sign.error ?? put.error} />
        {needsReason ? (
          <Textarea
            id="reason"
            label={label}
            autosize
            minRows={3}
            value={reason}
            error={isMissing ? say('reason_missing') : undefined}
            onChange={event => setReason(event.currentTarget.value)}
          />
        ) : null}
        <Group>
          <Button
            {...(wish === 'decline' ? { color: 'red.9' } : {})}
            loading={sign.isPending || put.isPending}
            onClick={go}
          >
            {say(`${wish}_now`)}
          </Button>
          <Button variant="default" onClick={close}>
            {sayAll('cancel')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

export function Signing({ of, decision }: { readonly of: CaseWhole; readonly decision: Decision }) {
  const say = useWords(officerCases)
  const self = useSelf()
  const [wish, setWish] = useState<Wish | null>(null)
  const roles = self?.roles ?? []
  const isOver = !isOpen('sign', of.state, SIGNERS)
  const bar = barOf(decision, self?.person ?? '')
  const maySign = isOpen('sign', of.state, roles)
  const mayPut = isOpen('put_before_committee', of.state, roles)
  return (
    <>
      <Signatures of={decision} />
      {isOver ? (
        of.state === 'recommended' ? (
          <Text>{say('bar_no_memo')}</Text>
        ) : null
      ) : maySign ? (
        bar === null ? (
          <Group mb="sm">
            <Button onClick={() => setWish('approve')}>{say('sign_approve')}</Button>
            <Button variant="default" onClick={() => setWish('decline')}>
              {say('sign_decline')}
            </Button>
          </Group>
        ) : (
          <Text mb="sm">{say(`bar_${bar}`)}</Text>
        )
      ) : (
        <Text mb="sm">{say('bar_role')}</Text>
      )}
      {mayPut ? (
        <Button variant="default" onClick={() => setWish('committee')}>
          {say('put_committee')}
        </Button>
      ) : null}
      {wish === null ? null : <Consequence wish={wish} of={of} decision={decision} close={() => setWish(null)} />}
    </>
  )
}
