/** Pages of a bank's officer: cases, guarantees, the month, the sandbox, and what its developers need. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { listSearch } from '../parts/search.ts'
import { root, words } from '../shell/root.tsx'
import { requestSearch } from './developer/asked.ts'
import { bankCases, bankDeveloper, bankGuarantees, bankKeys, bankMonth } from './words.ts'

const tabSearch = (search: Readonly<Record<string, unknown>>): { readonly tab?: string } =>
  typeof search['tab'] === 'string' ? { tab: search['tab'] } : {}

/** `again`: the file was sent before, and this is the report it was. */
const reportSearch = (
  search: Readonly<Record<string, unknown>>,
): { readonly tab?: string; readonly again?: 'yes' } => ({
  ...tabSearch(search),
  ...(search['again'] === 'yes' ? { again: 'yes' } : {}),
})

const casesRoute = createRoute({
  getParentRoute: () => root,
  path: '/bank/cases',
  validateSearch: listSearch,
  loader: words(bankCases),
  component: lazyRouteComponent(() => import('./cases/queue.tsx'), 'Queue'),
})
const caseRoute = createRoute({
  getParentRoute: () => root,
  path: '/bank/cases/$case',
  loader: words(bankCases, bankGuarantees),
  component: lazyRouteComponent(() => import('./cases/case.tsx'), 'CasePage'),
})
const guaranteesRoute = createRoute({
  getParentRoute: () => root,
  path: '/bank/guarantees',
  validateSearch: listSearch,
  loader: words(bankCases, bankGuarantees),
  component: lazyRouteComponent(() => import('./guarantees/list.tsx'), 'Guarantees'),
})
const guaranteeRoute = createRoute({
  getParentRoute: () => root,
  path: '/bank/guarantees/$guarantee',
  loader: words(bankCases, bankGuarantees),
  component: lazyRouteComponent(() => import('./guarantees/guarantee.tsx'), 'GuaranteePage'),
})
const monthsRoute = createRoute({
  getParentRoute: () => root,
  path: '/bank/months',
  loader: words(bankCases, bankGuarantees, bankMonth),
  component: lazyRouteComponent(() => import('./month/months.tsx'), 'Months'),
})
const reportRoute = createRoute({
  getParentRoute: () => root,
  path: '/bank/months/$report',
  validateSearch: reportSearch,
  loader: words(bankCases, bankGuarantees, bankMonth),
  component: lazyRouteComponent(() => import('./month/report.tsx'), 'ReportPage'),
})
const statementsRoute = createRoute({
  getParentRoute: () => root,
  path: '/bank/statements',
  loader: words(bankCases, bankGuarantees, bankMonth),
  component: lazyRouteComponent(() => import('./month/statements.tsx'), 'Statements'),
})
const developerRoute = createRoute({
  getParentRoute: () => root,
  path: '/bank/developer',
  loader: words(bankCases, bankDeveloper, bankKeys),
  component: lazyRouteComponent(() => import('./developer/developer.tsx'), 'Developer'),
})
const requestsRoute = createRoute({
  getParentRoute: () => root,
  path: '/bank/developer/requests',
  validateSearch: requestSearch,
  loader: words(bankCases, bankKeys),
  component: lazyRouteComponent(() => import('./developer/requests.tsx'), 'Requests'),
})
const endpointRoute = createRoute({
  getParentRoute: () => root,
  path: '/bank/developer/$endpoint',
  loader: words(bankCases, bankDeveloper),
  component: lazyRouteComponent(() => import('./developer/endpoint.tsx'), 'EndpointPage'),
})
const sandboxRoute = createRoute({
  getParentRoute: () => root,
  path: '/bank/sandbox',
  loader: words(bankCases, bankDeveloper),
  component: lazyRouteComponent(() => import('./sandbox/sandbox.tsx'), 'Sandbox'),
})

export const bankRoutes = [
  casesRoute,
  caseRoute,
  guaranteesRoute,
  guaranteeRoute,
  monthsRoute,
  reportRoute,
  statementsRoute,
  developerRoute,
  requestsRoute,
  endpointRoute,
  sandboxRoute,
] as const
