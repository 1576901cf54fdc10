/** Sends a month, or a table of claims: kind, month and file; with progress, and gone on with where it broke off. */
import { Alert, Button, FileInput, Group, NativeSelect, Progress, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { CLAIM_COLUMNS, MONTH_COLUMNS } from '../../../guarantee/month/schema.ts'
import { csvOf } from '../../parts/csv.ts'
import { monthBefore, seoulDay } from '../../parts/due.ts'
import { ProblemAlert, useReasons } from '../../parts/problem.tsx'
import { saveAs } from '../../parts/save.ts'
import { useWords } from '../../words/engine.ts'
import { bankMonth } from '../words.ts'
import { ColumnsDue } from './columns-due.tsx'
import { BYTES_MAX } from './parts.ts'
import { type Announced, sendReport } from './sending.ts'

const KINDS = ['utilisation', 'claims'] as const

export function Send() {
  const say = useWords(bankMonth)
  const client = useQueryClient()
  const navigate = useNavigate()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('utilisation')
  const [month, setMonth] = useState(() => monthBefore(seoulDay(new Date())))
  const [file, setFile] = useState<File | null>(null)
  const [fault, setFault] = useState<'month' | 'file' | 'empty' | 'large' | null>(null)
  const [progress, setProgress] = useState<readonly [number, number] | null>(null)
  const sending = useMutation({
    mutationFn: (given: { readonly file: File; readonly announced: Announced }) =>
      sendReport(given.file, given.announced, (done, all) => setProgress([done, all])),
    onSuccess: async report => {
      await client.invalidateQueries()
      const search = report.is_repeated ? { again: 'yes' as const } : {}
      await navigate({ to: '/bank/months/$report', params: { report: report.id }, search })
    },
  })
  const reasonOf = useReasons(sending.error)
  function sent(event: FormEvent): void {
    event.preventDefault()
    const wrong =
      kind === 'utilisation' && month === ''
        ? 'month'
        : file === null
          ? 'file'
          : file.size === 0
            ? 'empty'
            : file.size > BYTES_MAX
              ? 'large'
              : null
    setFault(wrong)
    if (wrong !== null || file === null) {
      document.getElementById(wrong === 'month' ? 'report-month' : 'report-file')?.focus()
      return
    }
    sending.mutate({ file, announced: { kind, ...(kind === 'utilisation' ? { month } : {}) } })
  }
  const fileFault =
    fault === 'file'
      ? say('file_missing')
      : fault === 'empty'
        ? say('file_empty')
        : fault === 'large'
          ? say('file_too_large')
          : undefined
  const columns = kind === 'utilisation' ? MONTH_COLUMNS : CLAIM_COLUMNS
  return (
    <form onSubmit={sent} noValidate>
      <Stack maw={480}>
        <ProblemAlert problem={sending.error} />
        {sending.isError && progress !== null ? <Alert color="orange">{say('interrupted')}</Alert> : null}
        <NativeSelect
          label={say('kind')}
          value={kind}
          data={KINDS.map(value => ({ value, label: say(`kind_${value}`) }))}
          onChange={event => setKind(event.currentTarget.value === 'claims' ? 'claims' : 'utilisation')}
        />
        {kind === 'utilisation' ? (
          <TextInput
            id="report-month"
            type="month"
            label={say('month')}
            value={month}
            error={fault === 'month' ? say('month_missing') : reasonOf('month')}
            onChange={event => {
              setMonth(event.currentTarget.value)
              sending.reset()
            }}
          />
        ) : null}
        <FileInput
          id="report-file"
          label={say('file')}
          description={say('file_help')}
          placeholder={say('file_choose')}
          accept=".csv,.xlsx,.json,.ndjson"
          value={file}
          error={fileFault}
          onChange={setFile}
        />
        {sending.isPending && progress !== null ? (
          <div>
            <Progress
              value={(100 * progress[0]) / progress[1]}
              aria-label={say('sending', { done: progress[0], all: progress[1] })}
            />
            <Text size="sm" role="status">
              {say('sending', { done: progress[0], all: progress[1] })}
            </Text>
          </div>
        ) : null}
        <Group>
          <Button type="submit" loading={sending.isPending}>
            {say(sending.isError && progress !== null ? 'continue' : 'send')}
          </Button>
          <Button
            variant="default"
            onClick={() =>
              saveAs(
                `${kind}.csv`,
                'text/csv',
                csvOf(
                  columns.map(each => each.key),
                  [],
                ),
              )
            }
          >
            {say('template')}
          </Button>
        </Group>
      </Stack>
      <ColumnsDue of={columns} />
    </form>
  )
}
