/** Whether the page asked for is shown: to those whose work it is, and to nobody a form they would be refused. */
import { Alert, Anchor, Text } from '@mantine/core'
import { Link, useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PageTitle } from '../parts/page-title.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { rolesAt } from './areas.ts'
import { LogIn } from './log-in.tsx'
import { hasRole, type Role, useIsWithoutRole, useSelf } from './session.ts'

/** What somebody without a role can do: ask for one; the way out stands above every page. */
export function WithoutRole() {
  const say = useWords(everywhere)
  return (
    <Alert title={say('no_role_title')} mb="lg">
      {say('no_role_text')}
    </Alert>
  )
}

function OthersWork({ roles, own }: { readonly roles: readonly Role[]; readonly own: readonly Role[] }) {
  const say = useWords(everywhere)
  const named = (of: readonly Role[]) => of.map(role => say(`role_${role}`)).join(', ')
  return (
    <>
      <PageTitle>{say('others_work_title')}</PageTitle>
      <Text mb="md" maw="70ch">
        {say('others_work_text', { roles: named(roles), own: named(own) })}
      </Text>
      <Anchor component={Link} to="/">
        {say('home')}
      </Anchor>
    </>
  )
}

/** Until it is known who is here the page begins to load, so that those whose work it is do not wait. */
export function Doorway({ children }: { readonly children: ReactNode }) {
  const say = useWords(everywhere)
  const path = useRouterState({ select: state => state.location.pathname })
  const self = useSelf()
  const isWithoutRole = useIsWithoutRole()
  const roles = rolesAt(path)
  if (roles === null || self === undefined || hasRole(self, roles)) return children
  if (isWithoutRole)
    return (
      <>
        <PageTitle>{say('product')}</PageTitle>
        <WithoutRole />
      </>
    )
  return self === null ? <LogIn isOfPage /> : <OthersWork roles={roles} own={self.roles} />
}
