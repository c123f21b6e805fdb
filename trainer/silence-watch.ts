// Notices a child that sends nothing for too long. Time in which this process itself did not run does not count.

export interface SilenceWatch {
  /** Something was received: silence is measured from now, against this limit. */
  heard(limitMs: number): void;
  stop(): void;
}

/**
 * Calls `onSilence` once if nothing was received for the limit. After a machine slept or a worker was stopped, the
 * clock is far ahead. So each look counts as at most twice its interval, and a healthy child is not killed.
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
