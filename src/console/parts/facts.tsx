/** A handful of facts, each with its name: as a list of terms, so that a screen reader says which belongs to which. */
import { Card, SimpleGrid, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

export type Fact = { readonly name: string; readonly value: ReactNode }

export function Facts({ of }: { readonly of: readonly Fact[] }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 1, xs: 2, lg: 3 }} spacing="md" m={0}>
      {of.map(({ name, value }) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" m={0}>
            {value}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  )
}

/** A part of a page under its own heading. */
export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <Card component="section" withBorder mb="lg" aria-labelledby={id}>
      <Title order={2} size="h4" mb="md" id={id}>
        {title}
      </Title>
      {children}
    </Card>
  )
}
