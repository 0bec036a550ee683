/**
 * How many marks a picture may have while it moves: as many as this machine draws in time. The budget follows the
 * time between frames, because the browser rasterizes outside of script, and the time of script itself, which is
 * longest until the browser has compiled the code.
 */

/** Marks: what two cores without a GPU draw in a frame; the fewest that make a picture; the most that help. */
const FIRST_BUDGET = 2600;
const MIN_BUDGET = 500;
const MAX_BUDGET = 6000;
/** ms from frame to frame from which on a frame is late; a screen with 60 Hz takes 17. */
const LATE_FRAME_MS = 24;
const PAUSE_MS = 120;
/** ms of script per frame: above the first, the budget shrinks; only below the second, it grows. */
const MAX_SCRIPT_MS = 5;
const MIN_SCRIPT_MS = 4;
/** A frame in time that used less than this share of the budget does not show that more marks would be in time. */
const MIN_SHARE_USED = 0.7;

export class MarkBudget {
  private budget = FIRST_BUDGET;
  private lastFrameAt = Number.NaN;
  private framesInTime = 0;

  /**
   * The budget for a frame of a movement; to be asked once per frame. `used` and `script` are the marks and the ms of
   * script of the frame before, where they are known.
   */
  marks(time: number, used = Number.POSITIVE_INFINITY, script = 0): number {
    const gap = time - this.lastFrameAt;
    this.lastFrameAt = time;
    // The time before the first frame after a pause is no frame time.
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

  /** The budget for a picture at rest: more, but not so many that the next movement would have to wait for the frame. */
  resting(): number {
    return Math.round(Math.min(7000, this.budget * 2.7));
  }
}

/** One budget for all pictures, because they are drawn by the same machine. */
export const markBudget = new MarkBudget();
