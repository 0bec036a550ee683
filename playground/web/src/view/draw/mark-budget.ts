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
  private budget = FIRST_BUDGET;
  private lastFrameAt = Number.NaN;
  private framesInTime = 0;

  /** For a frame of a movement; asked once in each. Of the frame before: how many it had, and ms of script, if known. */
  marks(time: number, used = Number.POSITIVE_INFINITY, script = 0): number {
    const gap = time - this.lastFrameAt;
    this.lastFrameAt = time;
    // After a pause the first frame says nothing.
    if (!(gap > 0 && gap < PAUSE_MS)) return this.budget;
    if (gap > LATE_FRAME_MS) {
      this.budget = Math.max(MIN_BUDGET, this.budget * 0.65);
      this.framesInTime = 0;
    } else if (script > MAX_SCRIPT_MS) {
      this.budget = Math.max(MIN_BUDGET, this.budget * 0.8);
      this.framesInTime = 0;
    } else if (script < MIN_SCRIPT_MS && used > this.budget * MIN_SHARE_USED && ++this.framesInTime > 20) {
      this.budget = Math.min(MAX_BUDGET, this.budget * 1.1);
      this.framesInTime = 0;
    }
    return Math.round(this.budget);
  }

  /** When all has come to rest: more, but no frame that the next movement would have to wait for. */
  resting(): number {
    return Math.round(Math.min(7000, this.budget * 2.7));
  }
}

/** One for all pictures: the machine is the same. */
export const markBudget = new MarkBudget();
