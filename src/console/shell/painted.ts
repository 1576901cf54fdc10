/** Answers to what somebody does that take long to draw wait until the short one is on the screen. */

/** No frame is drawn of a window that nobody sees; then nothing is waited for longer than this. */
const UNSEEN_MS = 100

/** Done once what was changed so far is painted. @param onFrame  requestAnimationFrame, in a browser */
export const painted = (onFrame: (deed: () => void) => unknown): Promise<void> =>
  new Promise(done => {
    const unseen = setTimeout(done, UNSEEN_MS)
    // The frame is painted after this; what is set to a timer in it comes behind.
    onFrame(() => {
      clearTimeout(unseen)
      setTimeout(done)
    })
  })
