/** The applicant's pages: applications, one application with its parts, and its result. */
import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router'
import { root, words } from '../shell/root.tsx'
import { isSectionKey } from './sections.ts'
import { codes, form, helping, result, sme } from './words.ts'

type Search = Readonly<Record<string, unknown>>
const applications = createRoute({
  getParentRoute: () => root,
  path: '/applications',
  validateSearch: (search: Search): { withdrawn?: string } =>
    search['withdrawn'] === 'yes' ? { withdrawn: 'yes' } : {},
  loader: words(sme),
  component: lazyRouteComponent(() => import('./list-page.tsx'), 'ListPage'),
})
const begin = createRoute({
  getParentRoute: () => root,
  path: '/applications/new',
  loader: words(sme, form, codes),
  component: lazyRouteComponent(() => import('./begin.tsx'), 'Begin'),
})
const one = createRoute({
  getParentRoute: () => root,
  path: '/applications/$id',
  validateSearch: (search: Search): { submitted?: string } =>
    search['submitted'] === 'yes' ? { submitted: 'yes' } : {},
  loader: words(sme, form, result),
  component: lazyRouteComponent(() => import('./one-page.tsx'), 'OnePage'),
})
const papers = createRoute({
  getParentRoute: () => root,
  path: '/applications/$id/papers',
  loader: words(sme),
  component: lazyRouteComponent(() => import('./pages.tsx'), 'PapersPage'),
})
const submit = createRoute({
  getParentRoute: () => root,
  path: '/applications/$id/submit',
  loader: words(sme, form, codes),
  component: lazyRouteComponent(() => import('./pages.tsx'), 'SubmitPage'),
})
const ofResult = createRoute({
  getParentRoute: () => root,
  path: '/applications/$id/result',
  loader: words(sme, form, result),
  component: lazyRouteComponent(() => import('./result.tsx'), 'ResultPage'),
})
const coWorkers = createRoute({
  getParentRoute: () => root,
  path: '/applications/$id/co-workers',
  loader: words(sme, form, helping),
  component: lazyRouteComponent(() => import('./co-worker-pages.tsx'), 'CoWorkersPage'),
})
const coWorkings = createRoute({
  getParentRoute: () => root,
  path: '/co-workings',
  loader: words(sme, helping),
  component: lazyRouteComponent(() => import('./co-worker-pages.tsx'), 'CoWorkingsPage'),
})
const coWorking = createRoute({
  getParentRoute: () => root,
  path: '/co-workings/$id',
  loader: words(sme, form, helping),
  component: lazyRouteComponent(() => import('./co-worker-pages.tsx'), 'CoWorkingPage'),
})
const coWorkingPart = createRoute({
  getParentRoute: () => root,
  path: '/co-workings/$id/$part',
  beforeLoad: ({ params }) => {
    if (!isSectionKey(params.part)) throw notFound()
  },
  loader: words(sme, form, codes, helping),
  component: lazyRouteComponent(() => import('./co-worker-pages.tsx'), 'CoWorkingPartPage'),
})
const part = createRoute({
  getParentRoute: () => root,
  path: '/applications/$id/$part',
  beforeLoad: ({ params }) => {
    if (!isSectionKey(params.part)) throw notFound()
  },
  loader: words(sme, form, codes, helping),
  component: lazyRouteComponent(() => import('./pages.tsx'), 'PartPage'),
})

export const smeRoutes = [
  ...[applications, begin, one, papers, submit, ofResult, coWorkers, part],
  ...[coWorkings, coWorking, coWorkingPart],
] as const
