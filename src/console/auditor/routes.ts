/** Pages of the auditor: any case, who saw what, the audit trail with its proofs. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root, words } from '../shell/root.tsx'
import { actions } from '../words/actions.ts'
import { findSearch, tabSearch, trailSearch } from './search.ts'
import { audit } from './words.ts'

const loader = words(audit, actions)

export const auditorRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/audit/find',
    validateSearch: findSearch,
    loader,
    component: lazyRouteComponent(() => import('./find.tsx'), 'Find'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit/cases/$case',
    validateSearch: tabSearch,
    loader,
    component: lazyRouteComponent(() => import('./case.tsx'), 'CasePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit/readings',
    loader,
    component: lazyRouteComponent(() => import('./months.tsx'), 'Months'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit/readings/$month',
    loader,
    component: lazyRouteComponent(() => import('./month.tsx'), 'Month'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit/trail',
    validateSearch: trailSearch,
    loader,
    component: lazyRouteComponent(() => import('./trail.tsx'), 'Trail'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit/trail/$sequence',
    loader,
    component: lazyRouteComponent(() => import('./entry.tsx'), 'Entry'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit/heads',
    loader,
    component: lazyRouteComponent(() => import('./heads.tsx'), 'Heads'),
  }),
] as const
