/** Pages of what one is told: the list, its settings, and for an admin the mail that was not delivered. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root, words } from '../shell/root.tsx'
import { listSearch } from './list-search.ts'
import { notifications } from './words.ts'

const loader = words(notifications)

export const notificationRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/notifications',
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import('./list.tsx'), 'Notifications'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/notifications/settings',
    loader,
    component: lazyRouteComponent(() => import('./settings.tsx'), 'NotificationSettings'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/notifications/mails',
    loader,
    component: lazyRouteComponent(() => import('./mails.tsx'), 'FailedMails'),
  }),
] as const
