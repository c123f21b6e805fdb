// When a task writes its next recovery point: from numbers to numbers, so that the rule can be tested without waiting.

/** Writing may take at most this share of the time, even if more work can then be lost than was asked for. */
const writingShare = 0.02;

/** All times are in milliseconds of one clock that stops while the task can do nothing (`TaskContext.now`). */
export interface RecoveryClock {
  /** Called after each unit of work (an iteration, a batch of images); true: write a point now. */
  isDue(now: number): boolean;
  /** A point is complete; its state was taken at `began`. */
  written(began: number, ended: number): void;
  /** What the last point cost, and the most work that can be lost, if it is more than was asked for. */
  excess(): { readonly recoveryPointMs: number; readonly lostAtWorstMs: number } | null;
}

/**
 * The rule: of two saved states, the later is complete at most `everyMs` after the earlier was taken. So writing begins
 * early, by one unit of work and one writing, and a kill just before its end loses at most `everyMs`. But the time from
 * state to state is at least so long that writing stays within its share. The cost of the first point is unknown and
 * counts as nothing.
 */
export function recoveryClock(everyMs: number, now: number): RecoveryClock {
  let [takenAt, lookedAt, pointMs] = [now, now, 0];
  // The longest unit of work since the last point and in the period before, so that a single long pause is forgotten.
  let [longestMs, longestBeforeMs] = [0, 0];
  const unitMs = (): number => Math.max(longestMs, longestBeforeMs);
  const periodMs = (): number => Math.max(everyMs - pointMs - unitMs(), pointMs / writingShare);
  return {
    isDue(at) {
      longestMs = Math.max(longestMs, at - lookedAt);
      lookedAt = at;
      return at - takenAt >= periodMs();
    },
    written(began, ended) {
      [takenAt, lookedAt, pointMs] = [began, ended, ended - began];
      [longestMs, longestBeforeMs] = [0, longestMs];
    },
    excess() {
      const lostAtWorstMs = periodMs() + pointMs + unitMs();
      return pointMs > 0 && lostAtWorstMs > everyMs ? { recoveryPointMs: pointMs, lostAtWorstMs } : null;
    },
  };
}
