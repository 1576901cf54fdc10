/** Every page of the console, area by area. */
import { createRoute, createRouter } from '@tanstack/react-router'
import { adminRoutes } from './admin/routes.ts'
import { appraiserRoutes } from './appraiser/routes.ts'
import { auditorRoutes } from './auditor/routes.ts'
import { bankRoutes } from './bank/routes.ts'
import { impactRoutes } from './impact/routes.ts'
import { notificationRoutes } from './notifications/routes.ts'
import { officerRoutes } from './officer/routes.ts'
import { publicRoutes } from './public/routes.ts'
import { riskRoutes } from './risk/routes.ts'
import { securityRoutes } from './security/routes.ts'
import { Fault } from './shell/edges.tsx'
import { Home } from './shell/home.tsx'
import { LogIn } from './shell/log-in.tsx'
import { root } from './shell/root.tsx'
import { smeRoutes } from './sme/routes.ts'

const home = createRoute({ getParentRoute: () => root, path: '/', component: Home })
const logIn = createRoute({
  getParentRoute: () => root,
  path: '/log-in',
  validateSearch: (search: Readonly<Record<string, unknown>>): { problem?: string } =>
    typeof search['problem'] === 'string' ? { problem: search['problem'] } : {},
  component: () => <LogIn problem={logIn.useSearch().problem} />,
})

const tree = root.addChildren([
  home,
  logIn,
  ...publicRoutes,
  ...smeRoutes,
  ...bankRoutes,
  ...appraiserRoutes,
  ...officerRoutes,
  ...auditorRoutes,
  ...adminRoutes,
  ...riskRoutes,
  ...impactRoutes,
  ...securityRoutes,
  ...notificationRoutes,
])

export const router = createRouter({
  routeTree: tree,
  basepath: '/console',
  defaultPreload: 'intent',
  scrollRestoration: true,
  // A page that breaks leaves the frame standing, with its menu: the root's own is for the frame alone.
  defaultErrorComponent: Fault,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
