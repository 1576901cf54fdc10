/** The first page: what can be done here, by whoever is here. */
import { Alert, Anchor, Card, SimpleGrid, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { PageTitle } from '../parts/page-title.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { AREAS } from './areas.ts'
import { menu } from './menu.ts'
import { hasRole, useSelf } from './session.ts'

export function Home() {
  const say = useWords(everywhere)
  const sayMenu = useWords(menu)
  const self = useSelf()
  const open = AREAS.filter(each => each.roles === null || hasRole(self, each.roles))
  const isIdle = self !== null && self !== undefined && open.every(each => each.roles === null)
  return (
    <>
      <PageTitle>{say('product')}</PageTitle>
      {isIdle ? (
        <Alert title={say('no_area_title')} mb="lg">
          {say('no_area_text')}
        </Alert>
      ) : null}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {open.toReversed().map(each => (
          <Card key={each.title} withBorder>
            <Title order={2} size="h4" mb="xs">
              {sayMenu(each.title)}
            </Title>
            {each.pages
              .filter(page => page.roles === undefined || hasRole(self, page.roles))
              .map(page => (
                <Text key={page.to} py={4}>
                  <Anchor component={Link} to={page.to}>
                    {sayMenu(page.title)}
                  </Anchor>
                </Text>
              ))}
          </Card>
        ))}
      </SimpleGrid>
    </>
  )
}
