/** Pages of the agency's people: their work, one case, the referred ones, claims, and the fund's figures. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { claimSearch, workSearch } from '../parts/search.ts'
import { root, words } from '../shell/root.tsx'
import { codes, form, sme } from '../sme/words.ts'
import { officerCases, officerMoney } from './words.ts'

export const officerRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/office/work',
    validateSearch: workSearch,
    loader: words(officerCases),
    component: lazyRouteComponent(() => import('./cases/work.tsx'), 'Work'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/office/referred',
    loader: words(officerCases),
    component: lazyRouteComponent(() => import('./cases/referred.tsx'), 'Referred'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/office/cases/$case',
    loader: words(officerCases, sme, form, codes),
    component: lazyRouteComponent(() => import('./cases/case.tsx'), 'CasePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/office/claims',
    validateSearch: claimSearch,
    loader: words(officerCases, officerMoney),
    component: lazyRouteComponent(() => import('./money/claims.tsx'), 'Claims'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/office/claims/$guarantee',
    loader: words(officerCases, officerMoney),
    component: lazyRouteComponent(() => import('./money/claim.tsx'), 'ClaimPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/office/claims/$guarantee/recourse',
    loader: words(officerCases, officerMoney),
    component: lazyRouteComponent(() => import('./money/recourse.tsx'), 'Recourse'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/office/guarantees',
    validateSearch: claimSearch,
    loader: words(officerCases, officerMoney),
    component: lazyRouteComponent(() => import('./money/guarantees.tsx'), 'Guarantees'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/office/guarantees/$guarantee',
    loader: words(officerCases, officerMoney),
    component: lazyRouteComponent(() => import('./money/guarantee.tsx'), 'GuaranteePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/office/limits',
    validateSearch: claimSearch,
    loader: words(officerCases, officerMoney),
    component: lazyRouteComponent(() => import('./money/limits.tsx'), 'Limits'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/office/fund',
    loader: words(officerCases, officerMoney),
    component: lazyRouteComponent(() => import('./money/fund.tsx'), 'Fund'),
  }),
] as const
