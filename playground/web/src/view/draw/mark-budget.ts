/**
 * How many marks a picture may have while it moves: as many as this machine draws in time. Learns from the time between
 * frames, because drawing itself happens elsewhere than script; and from the script's own, which is longest while the code
 * is new to the browser.
 */

/** What two cores without a GPU draw in a frame, and what is still a picture. */
const FIRST_BUDGET = 2600;
const MIN_BUDGET = 500;
const MAX_BUDGET = 6000;
/** ms from frame to frame; more than twice the screen's own is a frame that came too late. */
const LATE_FRAME_MS = 24;
const PAUSE_MS = 120;
/** ms of script: more is too much of a frame, less leaves room for more marks. */
const MAX_SCRIPT_MS = 5;
const MIN_SCRIPT_MS = 4;
/** A frame in time that had fewer than this share of the marks says nothing of more. */
const MIN_SHARE_USED = 0.7;

export class MarkBudget {
  private now = FIRST_BUDGET;
  private before = Number.NaN;
  private good = 0;

  /** For a frame of a movement; asked once in each. Of the frame before: how many it had, and ms of script, if known. */
  marks(time: number, used = Number.POSITIVE_INFINITY, script = 0): number {
    const gap = time - this.before;
    this.before = time;
    // After a pause the first frame says nothing.
    if (!(gap > 0 && gap < PAUSE_MS)) return this.now;
    if (gap > LATE_FRAME_MS) {
      this.now = Math.max(MIN_BUDGET, this.now * 0.65);
      this.good = 0;
    } else if (script > MAX_SCRIPT_MS) {
      this.now = Math.max(MIN_BUDGET, this.now * 0.8);
      this.good = 0;
    } else if (script < MIN_SCRIPT_MS && used > this.now * MIN_SHARE_USED && ++this.good > 20) {
      this.now = Math.min(MAX_BUDGET, this.now * 1.1);
      this.good = 0;
    }
    return Math.round(this.now);
  }

  /** When all has come to rest: more, but no frame that the next movement would have to wait for. */
  resting(): number {
    return Math.round(Math.min(7000, this.now * 2.7));
  }
}

/** One for all pictures: the machine is the same. */
export const markBudget = new MarkBudget();
