// Who works on a step. Each attempt takes the next number by link(2), so exactly one is the newest, and the older one
// can tell.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { compareFences, type Attempt, type Fence } from '../domain/steps/attempt.js';
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { attemptFiles, attemptName, parseAttempt, type AttemptFiles } from './attempt-files.js';
import type { FileLayer } from './file-layer.js';
import type { Claim, Claims, Refs } from './types.js';

/** Claims below `folder`: one folder `<run>/<key>` a step. Owners are read from the refs. */
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
        // Attempts of one run on one runtime share a folder: only they may continue from each other's recovery points.
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

/** The number is not enough: if a published step is done again, its numbers begin at 1. */
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
    `only the newest attempt at a step of run ${run} may publish its result (a newer one started, or has finished the step)`,
    `No action needed. Follow the run: eagan attach ${run}`,
  );
}
