/** An edition carried out as a workbook or DMN, and a file brought in: read whole, shown, and only then saved. */
import { Alert, Button, FileButton, Group, List, Text } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Part } from '../../parts/facts.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { saveAs } from '../../parts/save.ts'
import { useLanguage, useWords } from '../../words/engine.ts'
import type { EditionWhole } from '../life.ts'
import { risk } from '../words.ts'
import { useFindingSentence } from './findings.tsx'

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  dmn: 'application/xml',
} as const
type Format = keyof typeof TYPES
type Taken = Awaited<ReturnType<typeof read>>

const read = (kind: EditionWhole['kind'], edition: string, file: File) =>
  call('POST /v1/rules/editions/{kind}/{edition}/table', {
    params: { kind, edition },
    body: file,
    mediaType: file.name.endsWith('.xlsx') ? TYPES.xlsx : TYPES.dmn,
  } as never)

export function Exchange({
  whole,
  isEdited,
  onTaken,
}: {
  readonly whole: EditionWhole
  readonly isEdited: boolean
  readonly onTaken: () => Promise<void>
}) {
  const say = useWords(risk)
  const language = useLanguage()
  const sentence = useFindingSentence()
  const [problem, setProblem] = useState<unknown>(null)
  const [taken, setTaken] = useState<Taken | null>(null)
  const [isBusy, setBusy] = useState(false)
  const { kind, edition, version } = whole
  const busy = async (deed: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await deed()
    } catch (refused) {
      setProblem(refused)
    } finally {
      setBusy(false)
    }
  }
  const carry = (format: Format): Promise<void> =>
    busy(async () => {
      const bytes = await call('GET /v1/rules/editions/{kind}/{edition}/table', {
        params: { kind, edition },
        query: { format, lang: language },
      })
      saveAs(`${kind}-${edition}.${format}`, TYPES[format], bytes as unknown as Uint8Array<ArrayBuffer>)
    })
  const bring = (file: File | null): Promise<void> =>
    busy(async () => {
      if (file !== null) setTaken(await read(kind, edition, file))
    })
  const save = (of: Taken): Promise<void> =>
    busy(async () => {
      await call('PUT /v1/rules/editions/{kind}/{edition}', {
        params: { kind, edition },
        body: { numbers: of.numbers, words: whole.words },
        ifMatch: String(version ?? 0),
      })
      setTaken(null)
      await onTaken()
    })
  return (
    <Part title={say('exchange_title')}>
      <Text mb="sm">{say(isEdited ? 'exchange_text' : 'exchange_text_out')}</Text>
      <ProblemAlert problem={problem} />
      <Group className="not-printed">
        <Button variant="default" onClick={() => void carry('xlsx')} disabled={isBusy}>
          {say('export_xlsx')}
        </Button>
        <Button variant="default" onClick={() => void carry('dmn')} disabled={isBusy}>
          {say('export_dmn')}
        </Button>
        {isEdited ? (
          <FileButton
            onChange={file => void bring(file)}
            accept=".xlsx,.dmn,.xml"
            inputProps={{ 'aria-label': say('bring_in') }}
          >
            {props => (
              <Button {...props} variant="default" loading={isBusy}>
                {say('bring_in')}
              </Button>
            )}
          </FileButton>
        ) : null}
      </Group>
      {taken === null ? null : (
        <Alert color={taken.findings.length === 0 ? 'green' : 'orange'} mt="md" role="status" data-testid="taken">
          <Text>
            {say(taken.digest === whole.digest ? 'import_same' : 'import_differs', { count: taken.findings.length })}
          </Text>
          <List>
            {taken.findings.map(one => (
              <List.Item key={`${one.code} ${one.at}`}>
                {one.at}: {sentence(one)}
              </List.Item>
            ))}
          </List>
          {taken.digest === whole.digest ? null : (
            <Button mt="sm" onClick={() => void save(taken)} loading={isBusy}>
              {say('import_save')}
            </Button>
          )}
        </Alert>
      )}
    </Part>
  )
}
