/** What is found of the tables as they stand: each with the case that shows it, and the way to its row. */
import { Alert, Badge, Button, Group, List, Stack, Text } from '@mantine/core'
import { type Area, i18n, useLanguage, useWords } from '../../words/engine.ts'
import { problems } from '../../words/problems.ts'
import { useWitness } from '../names.tsx'
import { risk } from '../words.ts'
import type { PlacedFinding } from './weighing.ts'

/** A finding at a row or cell of the table shown. */
export type FindingMark = {
  /** Of the sentence that says it. */
  readonly id: string
  readonly severity: PlacedFinding['severity']
  readonly row: number
  /** Null for the whole row. */
  readonly column: number | null
}
/** How a sentence goes on with the case that shows it, which stands below it here, fact by fact. */
const CASE_FOLLOWS = { ko: '. 해당 경우: ', en: '. Case: ', zh: '. 情形: ' } as const

export const findingId = (at: number): string => `finding-${at}`

export const marksOf = (findings: readonly PlacedFinding[], table: number): readonly FindingMark[] =>
  findings.flatMap(({ place, severity }, at) =>
    place === null || place.table !== table || place.row === null
      ? []
      : [{ id: findingId(at), severity, row: place.row, column: place.column }],
  )

/** The sentence of a finding: the service's own where it has one, else the house's words for its code. */
export function useFindingSentence(): (of: Pick<PlacedFinding, 'says' | 'code' | 'params' | 'at'>) => string {
  const language = useLanguage()
  const say = useWords(risk)
  const sayProblem = useWords(problems as Area<string>)
  return ({ says, code, params, at }) => {
    if (says !== undefined) return says[language].split(CASE_FOLLOWS[language])[0] ?? says[language]
    if (!(`problems.${code}` in i18n.messages)) return say('finding_other', { place: at })
    return sayProblem(code, { value: '', limit: '', field: '', ...params })
  }
}

export function Findings({
  findings,
  isAsking,
  shown,
  onGo,
}: {
  readonly findings: readonly PlacedFinding[]
  readonly isAsking: boolean
  /** The table shown, by its number, and what tables are called. */
  readonly shown: { readonly table: number; readonly titles: readonly string[] }
  readonly onGo: (place: NonNullable<PlacedFinding['place']>) => void
}) {
  const say = useWords(risk)
  const sentence = useFindingSentence()
  const witness = useWitness(
    findings.flatMap(({ witness: one, beside }) => [...(one === undefined ? [] : [one]), ...(beside ? [beside] : [])]),
  )
  const errors = findings.filter(each => each.severity === 'error').length
  return (
    <section aria-label={say('findings_title')} data-testid="findings">
      <Text role="status" mb="xs" fw={650} data-testid="findings-state" data-asking={isAsking}>
        {isAsking
          ? say('findings_asking')
          : findings.length === 0
            ? say('findings_none')
            : say('findings_count', { errors, warnings: findings.length - errors })}
      </Text>
      <Stack gap="sm">
        {findings.map((one, at) => {
          const { place } = one
          return (
            <Alert
              // biome-ignore lint/suspicious/noArrayIndexKey: two findings may say the same of one place.
              key={at}
              color={one.severity === 'error' ? 'red' : 'orange'}
              p="sm"
              id={findingId(at)}
            >
              <Group gap="xs" align="baseline">
                <Badge color={one.severity === 'error' ? 'red' : 'orange'} c="inherit">
                  {say(`severity_${one.severity}`)}
                </Badge>
                <Text flex={1} miw="12rem">
                  {sentence(one)}
                </Text>
                {place === null ? null : (
                  <Button size="compact-sm" variant="default" onClick={() => onGo(place)} className="not-printed">
                    {place.row === null
                      ? say('go_table', { table: shown.titles[place.table] ?? '' })
                      : say('go_row', { table: shown.titles[place.table] ?? '', row: place.row + 1 })}
                  </Button>
                )}
              </Group>
              {one.witness === undefined || Object.keys(one.witness).length === 0 ? null : (
                <Case title={say('witness')} of={witness(one.witness)} />
              )}
              {one.beside === undefined || one.beside === null ? null : (
                <Case title={say('witness_beside')} of={witness(one.beside)} />
              )}
            </Alert>
          )
        })}
      </Stack>
    </section>
  )
}

function Case({ title, of }: { readonly title: string; readonly of: readonly { name: string; value: string }[] }) {
  return (
    <div data-testid="witness">
      <Text size="sm" mt="xs" fw={650}>
        {title}
      </Text>
      <List size="sm">
        {of.map(({ name, value }) => (
          <List.Item key={name}>
            {name}: {value}
          </List.Item>
        ))}
      </List>
    </div>
  )
}
