/** The first page: what can be done here, by whoever is here. */
import { Anchor, Card, SimpleGrid, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { PageTitle } from '../parts/page-title.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { AREAS } from './areas.ts'
import { WithoutRole } from './doorway.tsx'
import { menu } from './menu.ts'
import { hasRole, useIsWithoutRole, useSelf } from './session.ts'

export function Home() {
  const say = useWords(everywhere)
  const sayMenu = useWords(menu)
  const self = useSelf()
  const open = AREAS.filter(each => each.roles === null || hasRole(self, each.roles))
  const isWithoutRole = useIsWithoutRole()
  return (
    <>
      <PageTitle>{say('product')}</PageTitle>
      <Text mb="lg" maw="70ch">
        {say('home_lead')}
      </Text>
      {isWithoutRole ? <WithoutRole /> : null}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {open.map(each => (
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
