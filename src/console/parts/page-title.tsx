/** The heading of a page: names the window too, and is where a reader starts after coming from another page. */
import { Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'

let isFirstPage = true

export function PageTitle({ children, isWrong = false }: { readonly children: string; readonly isWrong?: boolean }) {
  const say = useWords(everywhere)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${isWrong ? `${say('errors_title')}: ` : ''}${children} — ${say('product')}`
  }, [children, isWrong, say])
  useEffect(() => {
    // The first page is begun at its top, as a browser does it.
    if (!isFirstPage) heading.current?.focus()
    isFirstPage = false
  }, [])
  return (
    <Title order={1} size="h2" mb="lg" ref={heading} tabIndex={-1}>
      {children}
    </Title>
  )
}
