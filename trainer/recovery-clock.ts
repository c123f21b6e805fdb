// When a task writes its next recovery point: numbers in, numbers out, so that the rule is tested without waiting.

/** Writing may take at most this share of the time, even where more work than was asked for is lost by it. */
const writingShare = 0.02;

/** All times in milliseconds of one clock that stands still while the task can do nothing (`TaskContext.now`). */
export interface RecoveryClock {
  /** Called after each unit of work (an iteration, a batch of images); true: a point is to be written now. */
  isDue(now: number): boolean;
  /** A point is whole; its state was taken at `began`. */
  written(began: number, ended: number): void;
  /** What the last point cost, and the work that is lost at worst, where that is more than was asked for. */
  excess(): { readonly recoveryPointMs: number; readonly lostAtWorstMs: number } | null;
}

/**
 * The rule: of two states that are saved, the later is whole at most `everyMs` after the earlier was taken. So writing
 * begins one unit of work and one writing early, and a kill just before its end loses `everyMs` at most. But from state
 * to state passes at least the time of which writing is its share. What the first point costs is not known: it counts
 * as nothing.
 */
export function recoveryClock(everyMs: number, now: number): RecoveryClock {
  let [takenAt, lookedAt, pointMs] = [now, now, 0];
  // The longest unit of work since the last point and of the period before: a machine that once stood still is
  // forgotten.
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
