/**
 * The one script of the log-in page, which the service draws: asks the browser for a passkey, by its button or among
 * what it offers to fill in, and sends the answer as a form. Without it the page takes a password as ever.
 */
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'

const form = document.querySelector<HTMLFormElement>('#by-passkey')
const unused = document.getElementById('passkey-unused')

async function ask(of: HTMLFormElement, isOffered: boolean): Promise<void> {
  const { challenge = '', rpId = '' } = of.dataset
  const answer = await startAuthentication({
    optionsJSON: { challenge, rpId, userVerification: 'required', allowCredentials: [] },
    useBrowserAutofill: isOffered,
  })
  const field = of.elements.namedItem('passkey')
  if (field instanceof HTMLInputElement) field.value = JSON.stringify(answer)
  of.submit()
}

async function begin(of: HTMLFormElement): Promise<void> {
  of.hidden = false
  of.addEventListener('submit', event => {
    event.preventDefault()
    if (unused !== null) unused.hidden = true
    // Whoever closes the browser's own window has chosen so, or has no passkey here: the page says what else there is.
    ask(of, false).catch(() => {
      if (unused !== null) unused.hidden = false
    })
  })
  // Where one was just refused, it is used again by the button alone and not without being asked for. What is only
  // offered is not missed: the form of name and password stands beside it.
  if (document.getElementById('alert') === null && (await browserSupportsWebAuthnAutofill()))
    await ask(of, true).catch(() => undefined)
}

if (form !== null && browserSupportsWebAuthn()) void begin(form)
window.addEventListener('pagehide', () => WebAuthnAbortService.cancelCeremony())
