/** The columns of a table a bank sends, before it is sent: what each holds, in which form, and what goes together. */
import { Code, Text, Title } from '@mantine/core'
import type { Column } from '../../../guarantee/month/schema.ts'
import { PlainTable } from '../../parts/plain-table.tsx'
import { useLanguage, useWords } from '../../words/engine.ts'
import { bankMonth } from '../words.ts'
import { useNamedCode } from './problems.tsx'

export function ColumnsDue({ of }: { readonly of: readonly Column[] }) {
  const say = useWords(bankMonth)
  const named = useNamedCode()
  const language = useLanguage()
  return (
    <>
      <Title order={3} size="h5" mt="lg" mb="xs">
        {say('columns_due')}
      </Title>
      <Text size="sm" mb="xs">
        {say('columns_due_help')}
      </Text>
      <PlainTable
        caption={say('columns_due')}
        rows={of}
        idOf={each => each.key}
        empty=""
        columns={[
          {
            key: 'column',
            title: say('column'),
            show: each =>
              each.names[language] === each.key ? (
                <Code>{each.key}</Code>
              ) : (
                <>
                  {each.names[language]} <Code>{each.key}</Code>
                </>
              ),
          },
          { key: 'about', title: say('column_about'), show: each => named('about_', each.key, '') },
          { key: 'form', title: say('column_form'), show: each => say(`form_${each.holds}`) },
          { key: 'example', title: say('column_example'), show: each => <Code>{each.example}</Code> },
          { key: 'due', title: say('column_due'), show: each => say(each.isDue ? 'column_must' : 'column_may') },
        ]}
      />
    </>
  )
}
