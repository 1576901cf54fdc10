/** Where messages may not be sent, in every way an address can be written. */
import { describe, expect, test } from 'vitest'
import { endpointUrl, isAllowed, isPublic } from '../../src/platform/webhooks/address.ts'

const refusedWith = (url: string, toLoopback = false): string => {
  const read = endpointUrl(url, toLoopback)
  return read.ok ? 'ok' : (read.refusals[0]?.params['limit'] ?? '')
}

describe('addresses', () => {
  test.each([
    // IANA IPv4 special-purpose registry, the first and the last address of each.
    ...['0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1'],
    ...['127.255.255.255', '169.254.0.0', '169.254.169.254', '169.254.255.255', '172.16.0.0', '172.31.255.255'],
    ...['192.0.0.0', '192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.0.0', '192.168.255.255', '198.18.0.0'],
    ...['198.19.255.255', '198.51.100.7', '203.0.113.255', '224.0.0.1', '239.255.255.255', '240.0.0.1'],
    ...['255.255.255.255', '168.63.129.16', '100.100.100.200'],
    // The same within IPv6: mapped, compatible, by NAT64, by 6to4, by Teredo.
    ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '::ffff:8.8.8.8', '::7f00:1', '::127.0.0.1'],
    ...['64:ff9b::a00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2002:a00:1::1', '2001:0:0:1::1'],
    // Loopback, unspecified, unique local (metadata of one cloud among them), link-local, multicast, documentation.
    ...['::1', '::', 'fc00::1', 'fd00:ec2::254', 'fdff::1', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fec0::1'],
    ...['ff02::1', '2001:db8::1', '3fff::1', '100::1', '5f00::1'],
    // No address at all.
    ...['', 'localhost', '1.2.3', '0x7f000001', '2130706433'],
  ])('%s is not of the public internet', address => {
    expect(isPublic(address)).toBe(false)
  })
  test.each([
    ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
    ...['128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255'],
    ...['192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255', '2606:4700:4700::1111', '2001:4860::8888'],
  ])('%s is', address => {
    expect(isPublic(address)).toBe(true)
  })
  test('this machine itself is reached in a demonstration, and nothing else that is not public', () => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1'])
      expect([isAllowed(address, true), isAllowed(address, false)]).toEqual([true, false])
    for (const address of ['10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', 'fe80::1'])
      expect(isAllowed(address, true)).toBe(false)
  })
})

describe('where an organisation wants to be told', () => {
  test.each([
    ['http://bank.example/hooks', 'https'],
    ['ftp://bank.example/hooks', 'https'],
    ['file:///etc/passwd', 'https'],
    ['https://user:word@bank.example/hooks', 'no user and no password in it'],
    ['https://bank.example/hooks#part', 'no fragment'],
    ['https://10.0.0.1/', 'an address of the public internet'],
    ['https://127.0.0.1/', 'an address of the public internet'],
    ['https://localhost/', 'an address of the public internet'],
    ['https://localhost./', 'an address of the public internet'],
    ['https://[::1]/', 'an address of the public internet'],
    ['https://[::ffff:169.254.169.254]/', 'an address of the public internet'],
    // The parser of the web reads these as 127.0.0.1.
    ['https://2130706433/', 'an address of the public internet'],
    ['https://0x7f.1/', 'an address of the public internet'],
    ['https://0177.0.0.1/', 'an address of the public internet'],
    ['https://127。0。0。1/', 'an address of the public internet'],
    ['not an address', 'an address of at most 500 characters'],
    [`https://bank.example/${'x'.repeat(500)}`, 'an address of at most 500 characters'],
  ])('%s is refused: %s', (url, limit) => {
    expect(refusedWith(url)).toBe(limit)
  })
  test('https to a name or a public address is taken; in a demonstration also this machine, without TLS', () => {
    for (const url of ['https://bank.example/hooks?a=1', 'https://bank.example:8443/', 'https://8.8.8.8/'])
      expect(refusedWith(url)).toBe('ok')
    for (const url of ['http://127.0.0.1:9000/hooks', 'http://localhost:9000/', 'http://[::1]:9000/'])
      expect([refusedWith(url, true), refusedWith(url)]).toEqual(['ok', 'https'])
    for (const url of ['http://bank.example/', 'https://10.0.0.1/', 'http://10.0.0.1/'])
      expect(refusedWith(url, true)).not.toBe('ok')
  })
})
