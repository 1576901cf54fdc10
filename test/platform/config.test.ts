/** What the service is told by its environment of limits and of the proxies before it. */
import { expect, test } from 'vitest'
import { serviceConfigOf } from '../../src/platform/config.ts'

test('of the number of requests a minute one may say another, within bounds', () => {
  expect(serviceConfigOf({}).config.requestsPerMinute).toBe(6000)
  expect(serviceConfigOf({ REQUESTS_PER_MINUTE: '120' }).config.requestsPerMinute).toBe(120)
  for (const wrong of ['0', '-1', '1000001', 'many', '1.5'])
    expect(serviceConfigOf({ REQUESTS_PER_MINUTE: wrong }).errors).toEqual([
      `REQUESTS_PER_MINUTE '${wrong}' is no whole number from 1 to 1000000`,
    ])
})

test('proxies are believed by address or network, and never everybody', () => {
  expect(serviceConfigOf({}).config.trustedProxies).toEqual([])
  const { config, errors } = serviceConfigOf({ TRUSTED_PROXIES: '127.0.0.1 10.0.0.0/8  2001:db8::/32' })
  expect([config.trustedProxies, errors]).toEqual([['127.0.0.1', '10.0.0.0/8', '2001:db8::/32'], []])
  for (const wrong of ['true', '0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0/8', 'proxy.example', '10.0.0.0/8/8'])
    expect([wrong, serviceConfigOf({ TRUSTED_PROXIES: wrong }).errors.length]).toEqual([wrong, 1])
})
