/** The root of all pages, and how each page's words come before it is shown. */
import { createRootRoute } from '@tanstack/react-router'
import { type Area, languageNow } from '../words/engine.ts'
import { Fault, NotFound } from './edges.tsx'
import { Frame } from './frame.tsx'
import { painted } from './painted.ts'

let isFirst = true

export const root = createRootRoute({
  component: Frame,
  notFoundComponent: NotFound,
  errorComponent: Fault,
  // Where somebody goes is shown in the menu first; the page, which takes longer to draw, comes with the next frame.
  beforeLoad: async ({ preload }) => {
    const isShown = !isFirst
    isFirst = false
    if (isShown && !preload) await painted(requestAnimationFrame)
  },
})

/** A loader that fetches the words of areas: `loader: words(everywhere, bank)`. */
export const words =
  (...areas: readonly Area<string>[]) =>
  async (): Promise<null> => {
    await Promise.all(areas.map(each => each.load(languageNow())))
    return null
  }
