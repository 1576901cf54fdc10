/** Pages of impact, challengers and the quality of appraisal, and of cases as they stood. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root, words } from '../shell/root.tsx'
import { actions } from '../words/actions.ts'
import { timeSearch } from './moments.ts'
import { impactWords, qualityWords, shadowWords, timeWords } from './words.ts'

export const impactRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/risk/impact',
    loader: words(impactWords),
    component: lazyRouteComponent(() => import('./begin.tsx'), 'ImpactBegin'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/impact/$run',
    loader: words(impactWords),
    component: lazyRouteComponent(() => import('./run.tsx'), 'ImpactRun'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/impact/$run/$firm',
    loader: words(impactWords),
    component: lazyRouteComponent(() => import('./explain.tsx'), 'Explain'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/shadows',
    loader: words(impactWords, shadowWords),
    component: lazyRouteComponent(() => import('./shadows.tsx'), 'Shadows'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/shadows/$shadow',
    loader: words(impactWords, shadowWords),
    component: lazyRouteComponent(() => import('./shadow.tsx'), 'ShadowPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/quality',
    loader: words(qualityWords),
    component: lazyRouteComponent(() => import('./quality.tsx'), 'Quality'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/time',
    loader: words(timeWords),
    component: lazyRouteComponent(() => import('./time.tsx'), 'TimeMachine'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/risk/time/$case',
    validateSearch: timeSearch,
    loader: words(impactWords, timeWords, actions),
    component: lazyRouteComponent(() => import('./time-case.tsx'), 'TimeCase'),
  }),
] as const
