/** What was handed in with a case: the papers, with those that lack, and all that was answered. */
import { Accordion, Alert, List } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ValueOf } from '../../api/client.ts'
import { reading } from '../../api/use.ts'
import { OpenPaper } from '../../parts/paper-open.tsx'
import { Loading, Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Answers } from '../../sme/answers.tsx'
import { keptOf } from '../../sme/case.ts'
import { programmesReading, useChoices, usePaperNames } from '../../sme/lists.ts'
import { at, listAt, type Tree } from '../../sme/paths.ts'
import { papersDue } from '../../sme/tasks.ts'
import { sme } from '../../sme/words.ts'
import { useLanguage, useWords } from '../../words/engine.ts'
import { officerCases } from '../words.ts'
import type { CaseWhole } from './deeds.ts'

type Paper = ValueOf<'GET /v1/cases/{case_id}/papers'>['items'][number]
type Row = Pick<Paper, 'id' | 'type' | 'name' | 'media_type'> & { readonly state: Paper['state'] | 'stated' }

/** The files that were sent, and what the application names without one. */
function rowsOf(files: readonly Paper[], content: Tree): readonly Row[] {
  const named = listAt(content, 'application.papers').filter(one => !files.some(file => file.digest === one['digest']))
  const alone = named.map((one, place) => ({
    ...{ id: `stated-${place}`, type: String(one['type']), name: '–', media_type: null },
    state: 'stated' as const,
  }))
  return [...files, ...alone]
}

export function CasePapers({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const sayPaper = useWords(sme)
  const language = useLanguage()
  const nameOf = usePaperNames()
  const programmes = useQuery(programmesReading).data?.items
  const found = useQuery(
    reading('GET /v1/cases/{case_id}/papers', { params: { case_id: of.id }, query: { limit: '100' } }),
  )
  const kept = keptOf(of)
  const asked = programmes?.find(one => one.code === at(kept.content, 'application.programme'))?.papers ?? []
  const missing = papersDue(
    kept,
    asked.map(one => one.type),
  )
  const columns: readonly Column<Row>[] = [
    { key: 'type', title: sayPaper('paper_type'), value: row => nameOf(row.type)[language] },
    { key: 'name', title: sayPaper('paper_name'), value: row => row.name },
    { key: 'state', title: say('state'), value: row => sayPaper(`paper_${row.state}`) },
    {
      key: 'file',
      title: say('paper_open'),
      value: row => row.name,
      show: row => (row.state === 'kept' ? <OpenPaper of={row} /> : '–'),
    },
  ]
  return (
    <>
      {missing.length === 0 ? null : (
        <Alert color="orange" mb="md" title={say('papers_missing')}>
          <List>
            {missing.map(type => (
              <List.Item key={type}>{nameOf(type)[language]}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Read of={found}>
        {({ items }) => (
          <Table
            caption={say('part_papers')}
            columns={columns}
            rows={rowsOf(items, kept.content)}
            idOf={row => row.id}
            empty={say('papers_none')}
          />
        )}
      </Read>
    </>
  )
}

/** Folded: whoever signs has read it, and comes back for a figure. */
export function HandedIn({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const kept = keptOf(of)
  const choices = useChoices(String(at(kept.content, 'application.programme') ?? ''))
  return (
    <Accordion variant="contained" mb="lg" order={2}>
      <Accordion.Item value="answers">
        <Accordion.Control>{say('part_handed_in')}</Accordion.Control>
        <Accordion.Panel>
          {choices === undefined ? <Loading lines={8} /> : <Answers change={null} kept={kept} choices={choices} />}
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
