/** What comes next for an edition: each deed says what it does before it is done. */
import { Button, Group, List, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useDeed } from '../api/use.ts'
import { Dialog } from '../parts/dialog.tsx'
import { type Fault, FaultSummary } from '../parts/form.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { type Body, DEEDS, type Deed, type EditionWhole, isOffered } from './life.ts'
import { useRiskNames } from './names.tsx'
import { risk } from './words.ts'

const READ_ANEW = [
  'GET /v1/rules/editions/{kind}/{edition}',
  'GET /v1/rules/editions',
  'GET /v1/rules/trials',
  'GET /v1/rules/trials/result',
] as const
const PLACES = {
  propose: 'POST /v1/rules/editions/{kind}/{edition}/propose',
  approve: 'POST /v1/rules/editions/{kind}/{edition}/approve',
  reject: 'POST /v1/rules/editions/{kind}/{edition}/reject',
  withdraw: 'POST /v1/rules/editions/{kind}/{edition}/withdraw',
  schedule: 'POST /v1/rules/editions/{kind}/{edition}/schedule',
} as const
type Asked = Exclude<Deed, 'check'>
const isAsked = (deed: Deed): deed is Asked => deed !== 'check'
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

export function Deeds({
  of,
  onCheck,
  isChecking,
}: {
  readonly of: EditionWhole
  readonly onCheck: () => void
  readonly isChecking: boolean
}) {
  const say = useWords(risk)
  const self = useSelf()
  const [open, setOpen] = useState<Asked | null>(null)
  const offered = DEEDS.filter(deed => isOffered(deed, of, self?.roles ?? []))
  if (offered.length === 0) return <Text>{say('deeds_none')}</Text>
  const [first] = offered
  return (
    <>
      <Group className="not-printed">
        {offered.map(deed => (
          <Button
            key={deed}
            variant={deed === first ? 'filled' : 'default'}
            loading={deed === 'check' && isChecking}
            onClick={() => (isAsked(deed) ? setOpen(deed) : onCheck())}
          >
            {say(`deed_${deed}`)}
          </Button>
        ))}
      </Group>
      {open === null ? null : <DeedDialog key={open} deed={open} of={of} onClose={() => setOpen(null)} />}
    </>
  )
}

function DeedDialog({
  deed,
  of,
  onClose,
}: {
  readonly deed: Asked
  readonly of: EditionWhole
  readonly onClose: () => void
}) {
  const say = useWords(risk)
  const sayEverywhere = useWords(everywhere)
  const names = useRiskNames()
  const [numbers, setNumbers] = useState<Readonly<Partial<Record<Body, string>>>>({})
  const [reason, setReason] = useState('')
  const [turn, setTurn] = useState(0)
  const propose = useDeed(PLACES.propose, READ_ANEW)
  const approve = useDeed(PLACES.approve, READ_ANEW)
  const reject = useDeed(PLACES.reject, READ_ANEW)
  const withdraw = useDeed(PLACES.withdraw, READ_ANEW)
  const schedule = useDeed(PLACES.schedule, READ_ANEW)
  const done = { propose, approve, reject, withdraw, schedule }[deed]
  const isReasoned = deed === 'reject' || deed === 'withdraw'
  const dues = deed === 'propose' ? of.resolutions_due : []
  const bodies = [...new Set(dues.flatMap(due => due.one_of))]
  const faults: readonly Fault[] = [
    ...dues
      .filter(due => due.one_of.every(body => oneLine(numbers[body] ?? '') === ''))
      .map(due => ({
        field: `resolution-${due.one_of[0]}`,
        label: due.one_of.map(names.body).join(` ${say('or')} `),
        message: say('resolution_missing'),
      })),
    ...(isReasoned && oneLine(reason) === ''
      ? [{ field: 'deed-reason', label: say('reason'), message: sayEverywhere('required') }]
      : []),
  ]
  const faultOf = (field: string): string | undefined =>
    turn === 0 ? undefined : faults.find(each => each.field === field)?.message
  const params = { kind: of.kind, edition: of.edition }
  const send = async (): Promise<unknown> => {
    switch (deed) {
      case 'propose': {
        const given = Object.entries(numbers).flatMap(([body, number]) =>
          oneLine(number) === '' ? [] : [[body, oneLine(number)]],
        )
        return await propose.mutateAsync({ params, body: { resolutions: Object.fromEntries(given) } })
      }
      case 'approve':
        return await approve.mutateAsync({
          params,
          body: { digest: of.digest, words_digest: of.made?.words_digest ?? '' },
        })
      case 'reject':
        return await reject.mutateAsync({ params, body: { reason: oneLine(reason) } })
      case 'withdraw':
        return await withdraw.mutateAsync({ params, body: { reason: oneLine(reason) } })
      case 'schedule':
        return await schedule.mutateAsync({ params })
      default:
        return deed satisfies never
    }
  }
  const go = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTurn(turn + 1)
    if (faults.length > 0) return
    try {
      await send()
      onClose()
    } catch {
      // Told in the dialog.
    }
  }
  return (
    <Dialog
      close={onClose}
      title={say(`deed_${deed}_title`, { edition: `${names.kind(of.kind)} ${of.edition}` })}
      size="lg"
    >
      <form onSubmit={event => void go(event)} noValidate>
        <Stack gap="md">
          <div>
            <Text fw={650}>{say('what_this_does')}</Text>
            <List>
              <List.Item>{say(`deed_${deed}_does_1`, { day: of.in_force_from })}</List.Item>
              <List.Item>{say(`deed_${deed}_does_2`, { day: of.in_force_from })}</List.Item>
            </List>
          </div>
          <FaultSummary faults={turn === 0 ? [] : faults} turn={turn} />
          {bodies.map(body => (
            <TextInput
              key={body}
              id={`resolution-${body}`}
              label={say('resolution_of', { body: names.body(body) })}
              description={say('resolution_hint', {
                count: dues.filter(due => due.one_of.includes(body)).flatMap(due => due.places).length,
              })}
              maxLength={80}
              value={numbers[body] ?? ''}
              onChange={event => setNumbers({ ...numbers, [body]: event.currentTarget.value })}
              error={faultOf(`resolution-${body}`)}
            />
          ))}
          {isReasoned ? (
            <Textarea
              id="deed-reason"
              label={say('reason')}
              autosize
              minRows={2}
              maxLength={1000}
              value={reason}
              onChange={event => setReason(event.currentTarget.value)}
              error={faultOf('deed-reason')}
            />
          ) : null}
          <ProblemAlert problem={done.error} />
          <Group>
            <Button type="submit" {...(isReasoned ? { color: 'red.9' } : {})} loading={done.isPending}>
              {say(`deed_${deed}_now`)}
            </Button>
            <Button variant="default" onClick={onClose}>
              {sayEverywhere('cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
