/** Pages of what one is told: the list, its settings, and for an admin the mail that was not delivered. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root, words } from '../shell/root.tsx'
import { notifications } from './words.ts'

const loader = words(notifications)
export type ListSearch = { readonly unread?: 'yes'; readonly kind?: string }

export const notificationRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/notifications',
    validateSearch: (search: Readonly<Record<string, unknown>>): ListSearch => ({
      ...(search['unread'] === 'yes' ? { unread: 'yes' as const } : {}),
      ...(typeof search['kind'] === 'string' && /^[a-z_]{1,40}$/.test(search['kind']) ? { kind: search['kind'] } : {}),
    }),
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
