/** Waiting for a good moment, though not for ever: how everything begins that nobody waits for. */

/** How often it is looked again whether the moment is good, in ms, and how often at most. */
const RETRY_MS = 250;
const MAX_RETRIES = 80;

/** Acts in `wait` ms if it is good then, else when it is, at most 20 s later. Gives what takes it back. */
export function whenIdle(wait: number, isGood: () => boolean, act: () => void): () => void {
  let looks = 0;
  const look = () => {
    if (isGood() || looks++ === MAX_RETRIES) act();
    else timer = setTimeout(look, RETRY_MS);
  };
  let timer = setTimeout(look, wait);
  return () => clearTimeout(timer);
}
