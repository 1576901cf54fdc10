/**
 * A link to a page of the console for places where there are very many of them: a plain anchor that the router follows.
 * The router's own component works out at each drawing whether it leads to where one is.
 */
import { Anchor } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

export function PlainLink({
  to,
  label,
  children,
}: {
  readonly to: string
  /** What it is called where its text is not enough. */
  readonly label?: string
  readonly children: ReactNode
}) {
  const router = useRouter()
  const follow = (event: MouseEvent): void => {
    // Another tab or window is the browser's to open.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void router.navigate({ to })
  }
  return (
    <a className={LINK} href={`${router.basepath}${to}`} aria-label={label} onClick={follow}>
      {children}
    </a>
  )
}
const LINK = `mantine-focus-auto ${Anchor.classes['root']}`
