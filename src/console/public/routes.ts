/** Pages for everybody, logged in or not. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root, words } from '../shell/root.tsx'
import { consultation } from './consultation/words.ts'
import { verify } from './words.ts'

export const publicRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/verify',
    loader: words(verify),
    validateSearch: (search: Readonly<Record<string, unknown>>): { number?: string } =>
      typeof search['number'] === 'string' ? { number: search['number'] } : {},
    component: lazyRouteComponent(() => import('./verify.tsx'), 'Verify'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/consultation',
    loader: words(consultation),
    component: lazyRouteComponent(() => import('./consultation/consultation.tsx'), 'Consultation'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/criteria',
    loader: words(consultation),
    component: lazyRouteComponent(() => import('./consultation/criteria.tsx'), 'Criteria'),
  }),
] as const
