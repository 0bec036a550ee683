/** Waits until the page is idle, though not for ever: for all background work that nobody waits for. */

/** How long to wait before checking again whether the page is idle, in ms, and how often to check at most. */
const RETRY_MS = 250;
const MAX_RETRIES = 80;

/**
 * Acts in `wait` ms if the page is idle then, else when it is, at most 20 s later. Returns a function to cancel it.
 */
export function whenIdle(wait: number, isIdle: () => boolean, act: () => void): () => void {
  let retries = 0;
  const attempt = () => {
    if (isIdle() || retries++ === MAX_RETRIES) act();
    else timer = setTimeout(attempt, RETRY_MS);
  };
  let timer = setTimeout(attempt, wait);
  return () => clearTimeout(timer);
}
