/** The papers of an application: what is still due, sending one in parts, and what has come with its digest and day. */
import { Alert, Button, Code, FileButton, Group, List, NativeSelect, Progress, Stack, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Day } from '../parts/day.tsx'
import { refusalCode } from '../parts/file-parts.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { OpenPaper } from '../parts/paper-open.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { ACCEPTED, PAPER_BYTES_MAX, type Paper, sendPaper } from '../parts/sending.ts'
import { Read } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { type Area, i18n, useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { problems } from '../words/problems.ts'
import { BackToApplication } from './back.tsx'
import { type CaseView, caseReading, keptOf, ownDesk, today, useSaving } from './case.ts'
import { programmesReading, usePaperNames } from './lists.ts'
import { at, listAt, type Tree, withAt } from './paths.ts'
import { maySendPapers } from './stages.ts'
import { papersDue } from './tasks.ts'
import { sme } from './words.ts'

export function Papers({ id }: { readonly id: string }) {
  const say = useWords(sme)
  const found = useQuery(caseReading(id))
  return (
    <>
      <BackToApplication id={id} />
      <PageTitle>{say('task_papers')}</PageTitle>
      <Read of={found}>{view => <PapersOf view={view} />}</Read>
    </>
  )
}

function PapersOf({ view }: { readonly view: CaseView }) {
  const say = useWords(sme)
  const sayAll = useWords(everywhere)
  const language = useLanguage()
  const nameOf = usePaperNames()
  const programmes = useQuery(programmesReading)
  const papers = useQuery(
    reading('GET /v1/cases/{case_id}/papers', { params: { case_id: view.id }, query: { limit: '100' } }),
  )
  const kept = keptOf(view)
  const programme = programmes.data?.items.find(one => one.code === at(kept.content, 'application.programme'))
  const due = papersDue(kept, programme?.papers.map(one => one.type) ?? [])
  const stated = listAt(kept.content, 'application.papers')
  return (
    <Read of={papers}>
      {({ items }) => (
        <Stack gap="xl">
          <section aria-labelledby="papers-due">
            <Title order={2} size="h4" id="papers-due" mb="xs">
              {say('papers_due')}
            </Title>
            {due.length === 0 ? (
              <Text>{say('papers_none_due')}</Text>
            ) : (
              <List>
                {due.map(type => (
                  <List.Item key={type}>{nameOf(type)[language]}</List.Item>
                ))}
              </List>
            )}
          </section>
          {maySendPapers(view.state) ? (
            <Send view={view} known={items} first={due[0] ?? ''} />
          ) : (
            <Alert>{say('papers_after')}</Alert>
          )}
          <section aria-labelledby="papers-there">
            <Title order={2} size="h4" id="papers-there" mb="xs">
              {say('papers_there')}
            </Title>
            <Table
              caption={say('papers_there')}
              rows={rowsOf(items, stated)}
              idOf={row => row.id}
              empty={say('papers_empty')}
              columns={[
                { key: 'type', title: say('paper_type'), value: row => nameOf(row.type)[language] },
                { key: 'name', title: say('paper_name'), value: row => row.name },
                {
                  key: 'state',
                  title: say('column_state'),
                  value: row => say(`paper_${row.state}`),
                  show: row => <PaperState row={row} />,
                },
                { key: 'day', title: say('paper_day'), value: row => row.day, show: row => <Day of={row.day} /> },
                {
                  key: 'digest',
                  title: say('paper_digest'),
                  value: row => row.digest,
                  show: row => <Code title={row.digest}>{row.digest.slice(7, 19)}…</Code>,
                },
                {
                  key: 'file',
                  title: sayAll('open_short'),
                  value: row => row.name,
                  show: row => (row.state === 'kept' ? <OpenPaper of={row} /> : '–'),
                },
              ]}
            />
          </section>
        </Stack>
      )}
    </Read>
  )
}

type Row = Pick<Paper, 'id' | 'type' | 'name' | 'digest' | 'refusal' | 'media_type'> & {
  readonly state: Paper['state'] | 'stated'
  readonly day: string | null
}

/** What was sent, and what the application names beside from before. */
function rowsOf(papers: readonly Paper[], stated: readonly Readonly<Record<string, unknown>>[]): readonly Row[] {
  const dayOf = (digest: string): string | null => {
    const day = stated.find(one => one['digest'] === digest)?.['received_on']
    return typeof day === 'string' ? day : null
  }
  const sent = papers.map(({ id, type, name, digest, refusal, state, media_type }) => ({
    id,
    type,
    name,
    digest,
    refusal,
    state,
    media_type,
    day: dayOf(digest),
  }))
  const beside = stated
    .filter(one => !papers.some(paper => paper.digest === one['digest'] && paper.state === 'kept'))
    .map((one, place) => ({
      id: `stated-${place}`,
      type: String(one['type']),
      name: '–',
      digest: String(one['digest']),
      refusal: null,
      media_type: null,
      state: 'stated' as const,
      day: String(one['received_on']),
    }))
  return [...sent, ...beside]
}

function PaperState({ row }: { readonly row: Row }) {
  const say = useWords(sme)
  const sayProblem = useWords(problems as Area<string>)
  const code = refusalCode(row.refusal)
  if (row.state !== 'refused') return <>{say(`paper_${row.state}`)}</>
  return (
    <>
      <Text c="var(--mantine-color-error)" fw={650}>
        {say('paper_refused')}
      </Text>
      <Text size="sm">
        {`problems.${code}` in i18n.messages ? sayProblem(code, { value: '', limit: '', field: '' }) : code}
      </Text>
    </>
  )
}

type Progressing = { readonly name: string; readonly percent: number }

function Send({
  view,
  known,
  first,
}: {
  readonly view: CaseView
  readonly known: readonly Paper[]
  readonly first: string
}) {
  const say = useWords(sme)
  const sayEverywhere = useWords(everywhere)
  const language = useLanguage()
  const programmes = useQuery(programmesReading)
  const queries = useQueryClient()
  const save = useSaving(ownDesk(view.id))
  const [chosen, setChosen] = useState('')
  const [progress, setProgress] = useState<Progressing | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [note, setNote] = useState('')
  const stopping = useRef<AbortController | null>(null)
  const type = chosen === '' ? first : chosen
  const types = programmes.data?.papers ?? []

  const send = async (file: File | null): Promise<void> => {
    if (file === null) return
    setNote('')
    setProblem(null)
    if (type === '') return setNote(say('paper_choose_type'))
    if (file.size > PAPER_BYTES_MAX) return setNote(say('paper_too_large', { name: file.name }))
    if (file.size === 0) return setNote(say('paper_no_bytes', { name: file.name }))
    const stop = new AbortController()
    stopping.current = stop
    setProgress({ name: file.name, percent: 0 })
    try {
      const { caseId, onProgress } = {
        caseId: view.id,
        onProgress: (percent: number) => setProgress({ name: file.name, percent }),
      }
      const paper = await sendPaper({ caseId, type, file, known, signal: stop.signal, onProgress })
      if (paper.state === 'kept') {
        await stated(paper)
        setNote(say('paper_sent', { name: paper.name }))
        setChosen('')
      }
    } catch (fault) {
      if (stop.signal.aborted) setNote(say('paper_stopped', { name: file.name }))
      else setProblem(fault)
    } finally {
      stopping.current = null
      setProgress(null)
      await queries.invalidateQueries({ queryKey: ['GET /v1/cases/{case_id}/papers'] })
    }
  }
  const withPaper = (content: Tree, { type, digest }: Paper): Tree =>
    withAt(content, 'application.papers', [
      ...listAt(content, 'application.papers').filter(one => one['digest'] !== digest),
      { type, digest, received_on: today() },
    ])
  /** The application names what it rests on by digest: a draft is changed, one that was handed in is corrected. */
  const stated = async (paper: Paper): Promise<void> => {
    if (view.state === 'drafted') {
      await save({
        base: view,
        change: ({ content, names }) => ({ names, content: withPaper(content, paper) }),
        // Papers are added, never changed: another's stays beside this one.
        part: () => '',
      })
      return
    }
    const params = { case_id: view.id }
    const newest = await call('GET /v1/cases/{case_id}', { params })
    const content = withPaper(keptOf(newest).content, paper)
    const reason = say('paper_added', { name: paper.name })
    await call('POST /v1/cases/{case_id}/correct', { params, body: { content, reason } as never })
    await queries.invalidateQueries({ queryKey: ['GET /v1/cases/{case_id}'] })
  }
  return (
    <section aria-labelledby="papers-send">
      <Title order={2} size="h4" id="papers-send" mb="xs">
        {say('papers_send')}
      </Title>
      <Text c="dimmed" mb="sm" maw={640}>
        {say('papers_send_text')}
      </Text>
      <ProblemAlert problem={problem} />
      <Stack gap="md" maw={520}>
        <NativeSelect
          label={say('paper_type')}
          value={type}
          disabled={progress !== null}
          onChange={event => setChosen(event.currentTarget.value)}
          data={[
            { value: '', label: say('paper_choose_type') },
            ...types.map(one => ({ value: one.type, label: one.names[language] })),
          ]}
        />
        {progress === null ? (
          <Group>
            <FileButton
              onChange={file => void send(file)}
              accept={ACCEPTED}
              inputProps={{ 'aria-label': say('paper_file') }}
            >
              {props => <Button {...props}>{say('paper_choose')}</Button>}
            </FileButton>
          </Group>
        ) : (
          <>
            <Text>{say('paper_sending', { name: progress.name, percent: progress.percent })}</Text>
            <Progress
              value={progress.percent}
              size="lg"
              aria-label={say('paper_sending', { name: progress.name, percent: progress.percent })}
            />
            <Group>
              <Button variant="default" onClick={() => stopping.current?.abort()}>
                {sayEverywhere('cancel')}
              </Button>
            </Group>
          </>
        )}
        <Text role="status">{note}</Text>
      </Stack>
    </section>
  )
}
