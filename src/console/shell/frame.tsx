/** What stands around every page: the way to the content, who is logged in, their menu, language and light. */
import {
  Alert,
  Anchor,
  AppShell,
  Burger,
  Button,
  Group,
  NativeSelect,
  NavLink,
  Stack,
  Text,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure, useNetwork } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { memo, type ReactNode, useEffect, useState } from 'react'
import type { Language } from '../../kernel/words.ts'
import { enterAddress, leave, sessionEnds } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { show, useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { AREAS } from './areas.ts'
import { Bell } from './bell.tsx'
import { Doorway } from './doorway.tsx'
import { menu } from './menu.ts'
import { hasRole, type Self, useIsWithoutRole, useRolesWatched, useSelf } from './session.ts'

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { ko: '한국어', en: 'English', zh: '简体中文' }

function LanguageChoice() {
  const say = useWords(everywhere)
  const language = useLanguage()
  return (
    <NativeSelect
      aria-label={say('language')}
      size="sm"
      value={language}
      data={Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value, label }))}
      onChange={event => void show(event.currentTarget.value as Language)}
    />
  )
}

function LightChoice() {
  const say = useWords(everywhere)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <NativeSelect
      aria-label={say('theme')}
      size="sm"
      value={colorScheme}
      data={(['auto', 'light', 'dark'] as const).map(each => ({ value: each, label: say(`theme_${each}`) }))}
      onChange={event => setColorScheme(event.currentTarget.value as 'auto' | 'light' | 'dark')}
    />
  )
}

function Who({ self }: { readonly self: Self | null | undefined }) {
  const say = useWords(everywhere)
  const language = useLanguage()
  const isWithoutRole = useIsWithoutRole()
  const organisation = useQuery({
    ...reading('GET /v1/organisations/{organisation_id}', { params: { organisation_id: self?.organisation ?? '' } }),
    enabled: self !== null && self !== undefined,
  })
  if (self === undefined) return null
  if (self === null && !isWithoutRole)
    return (
      <Button component="a" href={enterAddress()} size="sm">
        {say('log_in')}
      </Button>
    )
  const names = organisation.data?.names
  return (
    <Group gap="sm" wrap="nowrap">
      <Text size="sm" visibleFrom="sm" data-testid="who">
        {self?.roles.map(role => say(`role_${role}`)).join(' · ')}
        {names === undefined ? '' : ` — ${names[language] ?? names.ko}`}
      </Text>
      <Button variant="default" size="sm" onClick={() => void leave()}>
        {say('log_out')}
      </Button>
    </Group>
  )
}

/** Of all its pages only those that change are drawn again when somebody goes from one to another. */
const MenuPage = memo(function MenuPage({
  to,
  label,
  isHere,
  isBelow,
  onChoice,
}: {
  readonly to: string
  readonly label: string
  readonly isHere: boolean
  readonly isBelow: boolean
  readonly onChoice: () => void
}) {
  return (
    <NavLink
      component={Link}
      to={to}
      label={label}
      active={isHere || isBelow}
      {...(isHere ? { 'aria-current': 'page' as const } : {})}
      onClick={onChoice}
    />
  )
})

function Menu({ self, onChoice }: { readonly self: Self | null | undefined; readonly onChoice: () => void }) {
  const say = useWords(menu)
  const path = useRouterState({ select: state => state.location.pathname })
  const open = AREAS.filter(each => each.roles === null || hasRole(self, each.roles))
  return (
    <Stack gap="lg">
      {open.map(each => (
        <div key={each.title}>
          <Text size="sm" fw={650} c="dimmed" px="sm">
            {say(each.title)}
          </Text>
          {each.pages
            .filter(page => page.roles === undefined || hasRole(self, page.roles))
            .map(page => (
              <MenuPage
                key={page.to}
                to={page.to}
                label={say(page.title)}
                isHere={path === page.to}
                isBelow={path.startsWith(`${page.to}/`)}
                onChoice={onChoice}
              />
            ))}
        </div>
      ))}
    </Stack>
  )
}

/** Says that the session has ended, above the page whose input stays where it is. */
function SessionOver({ self }: { readonly self: Self | null | undefined }) {
  const say = useWords(everywhere)
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const ended = () => setOver(true)
    sessionEnds.addEventListener('ended', ended)
    return () => sessionEnds.removeEventListener('ended', ended)
  }, [])
  // Whoever was never logged in has not been logged out.
  if (!isOver || self === null || self === undefined) return null
  return (
    <Alert role="alert" color="orange" title={say('session_over_title')} mb="md">
      <Text mb="sm">{say('session_over_text')}</Text>
      <Button component="a" href={enterAddress()}>
        {say('log_in')}
      </Button>
    </Alert>
  )
}

function Offline() {
  const say = useWords(everywhere)
  const { online } = useNetwork()
  return online ? null : (
    <Alert role="status" color="orange" mb="md">
      {say('offline')}
    </Alert>
  )
}

export function Frame({ children }: { readonly children?: ReactNode }) {
  const say = useWords(everywhere)
  const self = useSelf()
  useRolesWatched()
  const [isOpen, { toggle, close }] = useDisclosure(false)
  return (
    <AppShell
      header={{ height: { base: 64 } }}
      navbar={{ width: 240, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      padding="lg"
    >
      <a className="skip" href="#content">
        {say('skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={say('menu')}
              aria-expanded={isOpen}
            />
            <Anchor component={Link} to="/" fw={700} underline="never" c="inherit">
              {say('product')}
            </Anchor>
          </Group>
          <Group gap="sm" wrap="nowrap">
            <Group gap="sm" wrap="nowrap" visibleFrom="sm">
              <LanguageChoice />
              <LightChoice />
            </Group>
            <Bell self={self} />
            <Who self={self} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md" aria-label={say('menu')}>
        <Group gap="sm" mb="md" hiddenFrom="sm">
          <LanguageChoice />
          <LightChoice />
        </Group>
        <Menu self={self} onChoice={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Offline />
        <SessionOver self={self} />
        {children ?? (
          <Doorway>
            <Outlet />
          </Doorway>
        )}
      </AppShell.Main>
    </AppShell>
  )
}
