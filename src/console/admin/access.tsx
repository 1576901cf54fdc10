/** What each role may do: the table the service itself asks, in words. */
import { NativeSelect, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { useDeedWords } from '../parts/deed-words.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import type { Role } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { ROLES_OF } from './roles.ts'
import { admin } from './words.ts'

const route = getRouteApi('/admin/access')
type Action = ValueOf<'GET /v1/access'>['items'][number]
const ROLES: readonly Role[] = [...new Set([...ROLES_OF.firm, ...ROLES_OF.bank, ...ROLES_OF.region])]

export function Access() {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const words = useDeedWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const role = ROLES.find(each => each === search.role) ?? 'officer'
  const found = useQuery({ ...reading('GET /v1/access'), staleTime: Number.POSITIVE_INFINITY })
  const relationsOf = (row: Action): readonly string[] => row.grants.find(each => each.role === role)?.relations ?? []
  const columns: readonly Column<Action>[] = [
    { key: 'action', title: say('may'), value: row => words.action(row.action), width: 260 },
    { key: 'relation', title: say('where'), value: row => relationsOf(row).map(words.relation).join(', '), width: 260 },
    {
      key: 'others',
      title: say('others_work'),
      value: row => (row.is_for_others_work ? say('others_work_only') : ''),
      width: 260,
    },
  ]
  return (
    <>
      <PageTitle>{say('access_title')}</PageTitle>
      <Text mb="md" maw="70ch">
        {say('access_lead')}
      </Text>
      <NativeSelect
        mb="md"
        maw="20rem"
        className="not-printed"
        label={say('role')}
        value={role}
        data={ROLES.map(value => ({ value, label: sayAll(`role_${value}`) }))}
        onChange={event => void navigate({ search: { role: event.currentTarget.value }, replace: true })}
      />
      <Read of={found}>
        {({ items }) => (
          <Table
            caption={say('access_of', { role: sayAll(`role_${role}`) })}
            columns={columns}
            rows={items.filter(row => relationsOf(row).length > 0)}
            idOf={row => row.action}
            csv={`access-${role}`}
          />
        )}
      </Read>
    </>
  )
}
