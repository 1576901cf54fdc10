/**
 * Keys and signatures of passkeys, computed by @simplewebauthn/server. It brings readers of certificates along, so that
 * it is loaded when the first passkey is made or used, and not before.
 */
import type { Made, Misfit, Used } from './passkey-answer.ts'
import type { PasskeySite } from './settings.ts'

/** EdDSA, ES256, RS256 by their COSE numbers: what authenticators in use have, the strongest first. */
export const ALGORITHMS = [-8, -7, -257] as const

let library: Promise<typeof import('@simplewebauthn/server')> | undefined
const loaded = () => {
  library ??= import('@simplewebauthn/server')
  return library
}

export type Credential = {
  readonly credential: string
  readonly public_key: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly is_synced: boolean
  readonly is_backed_up: boolean
  readonly aaguid: string
}

/** The credential in an answer, or what is wrong with it. Where it comes from has been looked at before. */
export async function madeCredential(
  answer: Made,
  challenge: string,
  { origin, rpId }: PasskeySite,
): Promise<Credential | Misfit> {
  const { verifyRegistrationResponse } = await loaded()
  try {
    const { response } = answer
    const found = await verifyRegistrationResponse({
      response: {
        ...answer,
        response: { clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      // Asked of below, so that it has a name of its own.
      requireUserVerification: false,
      supportedAlgorithmIDs: [...ALGORITHMS],
    })
    if (!found.verified) return 'signature'
    const { credential, aaguid, userVerified, credentialDeviceType, credentialBackedUp } = found.registrationInfo
    if (!userVerified) return 'unverified'
    return {
      credential: credential.id,
      public_key: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: response.transports ?? [],
      is_synced: credentialDeviceType === 'multiDevice',
      is_backed_up: credentialBackedUp,
      aaguid,
    }
  } catch {
    return 'malformed'
  }
}

export type Proved = { readonly counter: number; readonly isBackedUp: boolean }

/**
 * Whether an answer is signed by the key kept, and what it then says. How far the authenticator has counted is not
 * judged here: only what is signed is worth judging.
 */
export async function provedBy(
  answer: Used,
  publicKey: string,
  challenge: string,
  { origin, rpId }: PasskeySite,
): Promise<Proved | Misfit> {
  const { verifyAuthenticationResponse } = await loaded()
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...answer, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: { id: answer.id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter: 0 },
    })
    if (!verified) return 'signature'
    return { counter: authenticationInfo.newCounter, isBackedUp: authenticationInfo.credentialBackedUp }
  } catch {
    return 'signature'
  }
}
