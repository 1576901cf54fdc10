/** For an admin: mail that could not be delivered, to whom and how often it was tried. */

import { call, type ValueOf } from '../api/client.ts'
import { List } from '../bank/parts/list.tsx'
import { usePages } from '../bank/parts/pages.ts'
import { momentText } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PlainTable } from '../parts/plain-table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { notifications } from './words.ts'

type Mail = ValueOf<'GET /v1/mails/failed'>['items'][number]

export function FailedMails() {
  const say = useWords(notifications)
  const language = useLanguage()
  const pages = usePages<Mail>(['GET /v1/mails/failed'], (query, signal) =>
    call('GET /v1/mails/failed', { query, signal }),
  )
  return (
    <>
      <PageTitle>{say('failed_title')}</PageTitle>
      <List of={pages.query}>
        <PlainTable
          caption={say('failed_title')}
          rows={pages.rows}
          idOf={row => row.id}
          empty={say('failed_none')}
          columns={[
            { key: 'person', title: say('failed_person'), show: row => row.person },
            { key: 'state', title: say('failed_state'), show: row => say(row.state) },
            { key: 'answer', title: say('failed_answer'), show: row => row.status ?? row.problem ?? '–' },
            { key: 'attempts', title: say('failed_attempts'), show: row => row.attempts },
            {
              key: 'at',
              title: say('failed_at'),
              show: row => (row.ended_at === null ? '–' : momentText(row.ended_at, language)),
            },
          ]}
        />
      </List>
    </>
  )
}
