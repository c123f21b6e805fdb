// Looks again and again until somebody ends it. What goes wrong is told, and the next look tries again.
import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '../limits.js';

export async function lookEvery(
  ms: number,
  signal: AbortSignal,
  look: () => Promise<void>,
  tell: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    const failed = await look().then(
      () => null,
      (error: unknown) => ({ error }),
    );
    if (failed && !signal.aborted) tell(failed.error);
    await sleep(failed ? limits.afterTroubleMs : ms, undefined, { signal }).catch(() => undefined);
  }
}
