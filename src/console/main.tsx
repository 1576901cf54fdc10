/** The console starts: words of the reader's language first, so that nothing shown changes under their eyes. */
import '@mantine/core/styles.css'
import './shell/house.css'
import { I18nProvider } from '@lingui/react'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { isWorthRetrying } from './api/use.ts'
import { router } from './router.tsx'
import { menu } from './shell/menu.ts'
import { theme, variables } from './shell/theme.ts'
import { i18n, languageWanted, show } from './words/engine.ts'
import { everywhere } from './words/everywhere.ts'
import { problems } from './words/problems.ts'

/** Names the styles that components write themselves, as the page's policy asks. */
const number = document.querySelector<HTMLMetaElement>('meta[name="style-number"]')?.content ?? ''
setNonce(number)

const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: isWorthRetrying },
    // A deed without a network fails at once and says so, rather than waiting unseen.
    mutations: { retry: false, networkMode: 'always' },
  },
})

async function start(): Promise<void> {
  const language = languageWanted()
  await Promise.all([everywhere, menu, problems].map(each => each.load(language)))
  await show(language)
  const place = document.getElementById('console')
  if (place === null) throw new Error('the page has no place for the console')
  createRoot(place).render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      colorSchemeManager={localStorageColorSchemeManager({ key: 'light' })}
      getStyleNonce={() => number}
    >
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </I18nProvider>
    </MantineProvider>,
  )
}

void start()
