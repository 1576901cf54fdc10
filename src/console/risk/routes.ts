/** Pages about the rules: editions with their life, tables, differences and trials, and the emergency stops. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root, words } from '../shell/root.tsx'
import { differencesSearch, editionsSearch, tablesSearch } from './search.ts'
import { risk } from './words.ts'

export const riskRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/risk/editions',
    validateSearch: editionsSearch,
    loader: words(risk),
    component: lazyRouteComponent(() => import('./editions.tsx'), 'Editions'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/editions/$kind/$edition',
    loader: words(risk),
    component: lazyRouteComponent(() => import('./edition.tsx'), 'EditionPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/editions/$kind/$edition/tables',
    validateSearch: tablesSearch,
    loader: words(risk),
    component: lazyRouteComponent(() => import('./grid/tables.tsx'), 'TablesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/editions/$kind/$edition/differences',
    validateSearch: differencesSearch,
    loader: words(risk),
    component: lazyRouteComponent(() => import('./differences.tsx'), 'DifferencesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/editions/$kind/$edition/trials',
    loader: words(risk),
    component: lazyRouteComponent(() => import('./trials.tsx'), 'TrialsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/stops',
    loader: words(risk),
    component: lazyRouteComponent(() => import('./stops.tsx'), 'Stops'),
  }),
] as const
