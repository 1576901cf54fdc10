/** A sheet as it was signed: frozen, with what each mark rests on. */
import { Alert, Text } from '@mantine/core'
import type { ValueOf } from '../api/client.ts'
import { Moment } from '../parts/day.tsx'
import { Loading } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { typeKeys, typeName, useRuleWords } from './rule-words.ts'
import { appraiser } from './words.ts'

type Sheet = ValueOf<'GET /v1/cases/{case_id}/sheets'>['items'][number]

export function Signed({ sheet }: { readonly sheet: Sheet }) {
  const say = useWords(appraiser)
  const { marks } = sheet.body
  const words = useRuleWords([
    ...marks.map(each => `indicator.${each.indicator}.name`),
    ...typeKeys([...new Set(marks.flatMap(each => each.evidence.map(pin => pin.type)))]),
  ])
  if (words.isPending) return <Loading />
  const restsOn = (mark: (typeof marks)[number]): string =>
    mark.evidence
      .map(({ type, page, quotation }) =>
        [
          typeName(words.say, type),
          page === undefined ? '' : say('page_of', { page }),
          quotation === undefined ? '' : `“${quotation}”`,
        ]
          .filter(part => part !== '')
          .join(' '),
      )
      .join('; ')
  return (
    <>
      <Alert color="green" role="status" mb="md" data-testid="signed">
        {say('signed_at')} <Moment of={sheet.signed_at} />
        <Text size="sm">{say('signed_frozen')}</Text>
      </Alert>
      <Table
        caption={say('signed_marks')}
        rows={marks}
        idOf={row => row.indicator}
        columns={[
          {
            key: 'indicator',
            title: say('indicator'),
            value: row => words.say(`indicator.${row.indicator}.name`) ?? '',
          },
          { key: 'mark', title: say('mark'), value: row => row.mark },
          { key: 'evidence', title: say('evidence'), value: restsOn },
          { key: 'override', title: say('override'), value: row => row.override_reason ?? '' },
        ]}
      />
    </>
  )
}
