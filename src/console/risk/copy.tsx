/** A new draft as a copy of a published edition: the next one, or an earlier one rolled back to as a new edition. */
import { Button, List, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useDeed } from '../api/use.ts'
import { type Fault, FaultSummary } from '../parts/form.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { type EditionHead, isPublished, type Kind } from './life.ts'
import { useRiskNames } from './names.tsx'
import { risk } from './words.ts'

const EDITION = /^\d{4}-\d{2}(?:\.\d{1,3})?$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

export function Copy({
  editions,
  kind: wanted,
  from,
}: {
  readonly editions: readonly EditionHead[]
  readonly kind?: Kind
  /** The edition that is rolled back to; the reader chooses where none is given. */
  readonly from?: string
}) {
  const say = useWords(risk)
  const sayEverywhere = useWords(everywhere)
  const names = useRiskNames()
  const navigate = useNavigate()
  const [isOpen, { open, close }] = useDisclosure(false)
  const sources = editions.filter(each => isPublished(each.state))
  const kinds = [...new Set(sources.map(each => each.kind))]
  const [kind, setKind] = useState<Kind>(wanted ?? 'terms')
  const ofKind = sources.filter(each => each.kind === kind)
  const [chosen, setChosen] = useState(from ?? '')
  const base = chosen === '' ? (ofKind.at(-1)?.edition ?? '') : chosen
  const [name, setName] = useState('')
  const [firstDay, setFirstDay] = useState('')
  const [turn, setTurn] = useState(0)
  const make = useDeed('POST /v1/rules/editions', ['GET /v1/rules/editions'])
  const faults: readonly Fault[] = [
    ...(EDITION.test(name) ? [] : [{ field: 'copy-name', label: say('copy_name'), message: say('copy_name_wrong') }]),
    ...(DAY.test(firstDay) ? [] : [{ field: 'copy-day', label: say('first_day'), message: say('copy_day_wrong') }]),
  ]
  const faultOf = (field: string): string | undefined =>
    turn === 0 ? undefined : faults.find(each => each.field === field)?.message
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTurn(turn + 1)
    if (faults.length > 0) return
    try {
      await make.mutateAsync({ body: { kind, edition: name, in_force_from: firstDay, from: base } })
      close()
      await navigate({ to: `/risk/editions/${kind}/${name}` })
    } catch {
      // Told in the dialog.
    }
  }
  return (
    <>
      <Button onClick={open} variant={from === undefined ? 'filled' : 'default'}>
        {say(from === undefined ? 'copy' : 'roll_back')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={say(from === undefined ? 'copy_title' : 'roll_back_title', { edition: base })}
        closeButtonProps={{ 'aria-label': sayEverywhere('close') }}
        centered
      >
        <form onSubmit={event => void send(event)} noValidate>
          <Stack gap="md">
            <div>
              <Text fw={650}>{say('what_this_does')}</Text>
              <List>
                <List.Item>{say('copy_does_1')}</List.Item>
                <List.Item>{say(from === undefined ? 'copy_does_2' : 'roll_back_does_2')}</List.Item>
              </List>
            </div>
            <FaultSummary faults={turn === 0 ? [] : faults} turn={turn} />
            {from === undefined ? (
              <>
                <NativeSelect
                  label={say('kind')}
                  value={kind}
                  data={kinds.map(value => ({ value, label: names.kind(value) }))}
                  onChange={event => {
                    setKind(event.currentTarget.value as Kind)
                    setChosen('')
                  }}
                />
                <NativeSelect
                  label={say('copy_from')}
                  value={base}
                  data={ofKind.map(each => ({
                    value: each.edition,
                    label: `${each.edition} (${names.state(each.state)})`,
                  }))}
                  onChange={event => setChosen(event.currentTarget.value)}
                />
              </>
            ) : null}
            <TextInput
              id="copy-name"
              label={say('copy_name')}
              description={say('copy_name_hint')}
              value={name}
              onChange={event => setName(event.currentTarget.value.trim())}
              error={faultOf('copy-name')}
            />
            <TextInput
              id="copy-day"
              type="date"
              label={say('first_day')}
              description={say('copy_day_hint')}
              value={firstDay}
              onChange={event => setFirstDay(event.currentTarget.value)}
              error={faultOf('copy-day')}
            />
            <ProblemAlert problem={make.error} />
            <Button type="submit" loading={make.isPending}>
              {say('copy_make')}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
