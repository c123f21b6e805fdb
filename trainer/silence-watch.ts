// Notices a child that says nothing for too long. Time in which this process itself stood still does not count.

export interface SilenceWatch {
  /** Something was heard: silence is measured anew, against this limit. */
  heard(limitMs: number): void;
  stop(): void;
}

/**
 * Calls `onSilence` once when nothing was heard for the limit. A machine that slept, or a stopped worker, wakes to find
 * its own clock far ahead: each look counts as twice its interval at most, so that a healthy child is not killed for
 * it.
 */
export function watchSilence(limitMs: number, onSilence: (silentMs: number) => void): SilenceWatch {
  const everyMs = 250;
  let limit = limitMs;
  let silentMs = 0;
  let lookedAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    silentMs += Math.min(now - lookedAt, 2 * everyMs);
    lookedAt = now;
    if (silentMs < limit) return;
    clearInterval(timer);
    onSilence(silentMs);
  }, everyMs);
  return {
    heard(nextLimitMs) {
      limit = nextLimitMs;
      silentMs = 0;
    },
    stop: () => clearInterval(timer),
  };
}
