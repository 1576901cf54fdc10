/**
 * Where a message may be sent to: never into our own network, whatever a name resolves to. Pure: names are resolved by
 * who asks, once, and the address that was checked here is the one that is connected to.
 */
import { BlockList, isIP } from 'node:net'
import { ok, type Result, refusal, refuse } from '../../kernel/result.ts'
import type { WebhookRefusal } from './refusals.ts'
import { BOUNDS } from './settings.ts'

/** Addresses of IPv4 that are not of the public internet (IANA special-purpose registry), and one more. */
const CLOSED_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local; metadata of most clouds.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // A public address by which one cloud's machines reach their host.
  ['168.63.129.16', 32],
  // Multicast, what is reserved, and broadcast.
  ['224.0.0.0', 3],
] as const

/** Inside 2000::/3, what is not of the public internet or carries an address of IPv4 within it. */
const CLOSED_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const listOf = (family: 'ipv4' | 'ipv6', nets: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList()
  for (const [net, bits] of nets) list.addSubnet(net, bits, family)
  return list
}
const closedV4 = listOf('ipv4', CLOSED_V4)
const openV6 = listOf('ipv6', [['2000::', 3]])
const closedV6 = listOf('ipv6', CLOSED_V6)
const loopbackV4 = listOf('ipv4', [['127.0.0.0', 8]])

/**
 * Whether an address is one of the public internet. Of IPv6 only global unicast is: addresses of IPv4 written as IPv6
 * (mapped, compatible, translated by NAT64) are outside it.
 */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !closedV4.check(address, 'ipv4')
  if (isIP(address) !== 6 || address.includes('%')) return false
  return openV6.check(address, 'ipv6') && !closedV6.check(address, 'ipv6')
}

export const isLoopback = (address: string): boolean =>
  isIP(address) === 4 ? loopbackV4.check(address, 'ipv4') : address === '::1'

/** Whether a message may be sent to an address; to this machine itself only in a demonstration. */
export const isAllowed = (address: string, toLoopback: boolean): boolean =>
  isPublic(address) || (toLoopback && isLoopback(address))

/** The host of an address of the web, as a name or as an address without brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')

const isLocal = (host: string): boolean => host === 'localhost' || isLoopback(host)

/**
 * Reads where an organisation wants to be told.
 *
 * @param toLoopback  whether this machine itself is allowed, and there without TLS: in a demonstration
 * Error: `webhook_url_unfit`, with what it must be. What a name resolves to is checked at each sending.
 */
export function endpointUrl(text: string, toLoopback: boolean): Result<URL, WebhookRefusal> {
  const unfit = (limit: string) => refuse(refusal('webhook_url_unfit', 'url', { limit }))
  if (text.length > BOUNDS.urlCharactersMax || !URL.canParse(text))
    return unfit(`an address of at most ${BOUNDS.urlCharactersMax} characters`)
  const url = new URL(text)
  const host = hostOf(url)
  const isHere = toLoopback && isLocal(host)
  if (url.protocol !== 'https:' && !(isHere && url.protocol === 'http:')) return unfit('https')
  if (url.username !== '' || url.password !== '') return unfit('no user and no password in it')
  if (url.hash !== '') return unfit('no fragment')
  if (isIP(host) !== 0 && !isAllowed(host, toLoopback)) return unfit('an address of the public internet')
  if (host === 'localhost' && !toLoopback) return unfit('an address of the public internet')
  return ok(url)
}
