// Who works on a step: each attempt takes the next number by link(2), so that of two exactly one is the newest, and the
// older knows it.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { compareFences, type Attempt, type Fence } from '../domain/steps/attempt.js';
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { attemptFiles, attemptName, parseAttempt, type AttemptFiles } from './attempt-files.js';
import type { FileLayer } from './file-layer.js';
import type { Claim, Claims, Refs } from './types.js';

/** Claims below `folder`, a folder `<run>/<key>` a step. Owners are read from the refs. */
export function createClaims(files: FileLayer, folder: string, refs: Refs): Claims {
  const filesOf = (run: string, key: Digest): AttemptFiles => attemptFiles(files, join(folder, run, key));
  return {
    async take(run, key, fence, { fingerprint, ...circumstances }) {
      const own = filesOf(run, key);
      for (;;) {
        const newest = await own.newest();
        const before = await own.attempts();
        await refuseOlder(refs, run, fence, before.at(-1));
        const attempt = { number: newest + 1, token: randomBytes(4).toString('hex') };
        // A run's attempts on one runtime stand side by side: only they go on from each other's recovery points.
        const id = `${run}/${fingerprint.slice(0, 16)}/${attemptName(attempt)}`;
        if (await own.begin(attempt, { ...fence, ...circumstances })) return claimOf(own, run, id, before);
      }
    },
    isHeld: (run, key, id) => isNewest(filesOf(run, key), id),
    attempts: (run, key) => filesOf(run, key).attempts(),
  };
}

function claimOf(own: AttemptFiles, run: string, id: string, before: readonly Attempt[]): Claim {
  const attempt = parseAttempt(id)!;
  return {
    id,
    before,
    assertHeld: async () => {
      if (!(await isNewest(own, id))) throw superseded(run);
    },
    end: async (end) => {
      if (await isNewest(own, id)) await own.end(attempt, end);
    },
    release: () => own.removeUpTo(attempt.number),
  };
}

/** The number alone would not do: after a step was published its numbers begin anew when it is done again. */
async function isNewest(own: AttemptFiles, id: string): Promise<boolean> {
  const attempt = parseAttempt(id);
  if (!attempt || (await own.newest()) !== attempt.number) return false;
  return (await own.tokenOf(attempt.number)) === attempt.token;
}

async function refuseOlder(refs: Refs, run: string, fence: Fence, last: Attempt | undefined): Promise<void> {
  const owner = await refs.get<{ readonly epoch: number }>(`runs/${run}/owner`);
  if ((owner?.value.epoch ?? 0) > fence.epoch || (last && compareFences(fence, last) < 0)) throw superseded(run);
}

function superseded(run: string): EaganError {
  return new EaganError(
    'EAGAN_SUPERSEDED',
    `an attempt at a step of run ${run} must be the newest to publish (got: a newer one has begun, or has finished the step)`,
    'Nothing is to be done here; follow the run with: eagan attach',
  );
}
