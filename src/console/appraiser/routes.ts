/** Pages of appraisers. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { qualityWords } from '../impact/words.ts'
import { root, words } from '../shell/root.tsx'
import { appraiser } from './words.ts'

const page = <const Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, loader: words(appraiser), component })

export const appraiserRoutes = [
  page(
    '/appraisals',
    lazyRouteComponent(() => import('./assignments.tsx'), 'Assignments'),
  ),
  page(
    '/appraisals/$id',
    lazyRouteComponent(() => import('./appraisal.tsx'), 'Appraisal'),
  ),
  page(
    '/appraisals/$id/refusal',
    lazyRouteComponent(() => import('./refusal.tsx'), 'Refusal'),
  ),
  page(
    '/appraisals/$id/visit',
    lazyRouteComponent(() => import('./visit.tsx'), 'Visit'),
  ),
  page(
    '/appraisals/$id/sign',
    lazyRouteComponent(() => import('./sign.tsx'), 'Sign'),
  ),
  page(
    '/appraisals/$id/consensus',
    lazyRouteComponent(() => import('./consensus.tsx'), 'Consensus'),
  ),
  createRoute({
    getParentRoute: () => root,
    path: '/interests',
    validateSearch: (search: Readonly<Record<string, unknown>>): { case?: string } =>
      typeof search['case'] === 'string' ? { case: search['case'].slice(0, 36) } : {},
    loader: words(appraiser),
    component: lazyRouteComponent(() => import('./interests.tsx'), 'Interests'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/feedback',
    loader: words(appraiser, qualityWords),
    component: lazyRouteComponent(() => import('./feedback.tsx'), 'Feedback'),
  }),
] as const
