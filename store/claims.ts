// Who works on a step: each attempt takes the next number by link(2), so that of two exactly one is the newest, and the older knows it.
import { join } from 'node:path';
import { compareFences, type Attempt, type AttemptEnd, type Fence } from '../domain/attempt.js';
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import type { FileLayer } from './file-layer.js';
import { toJson, tryJson } from './json.js';
import type { Claim, Claims, Refs } from './types.js';

type Begun = Omit<Attempt, 'end'>;

/** Claims below `folder`: `<run>/<key>/0001.json`, and `0001-end.json` once that attempt has ended. Owners are read from the refs. */
export function createClaims(files: FileLayer, folder: string, refs: Refs): Claims {
  const placeOf = (run: string, key: Digest): Place => new Place(files, join(folder, run, key));
  return {
    async take(run, key, fence, circumstances) {
      const place = placeOf(run, key);
      for (;;) {
        const before = await place.attempts();
        await refuseOlder(refs, run, fence, before);
        const number = (await place.newest()) + 1;
        if (await place.begin(number, { ...fence, ...circumstances })) return claimOf(place, run, number, before);
      }
    },
    isHeld: async (run, key, id) => (await placeOf(run, key).newest()) === numberOf(id),
    attempts: (run, key) => placeOf(run, key).attempts(),
  };
}

function claimOf(place: Place, run: string, number: number, before: readonly Attempt[]): Claim {
  const isHeld = async (): Promise<boolean> => (await place.newest()) === number;
  return {
    id: `${run}-${nameOf(number)}`,
    before,
    assertHeld: async () => {
      if (!(await isHeld())) throw superseded(run);
    },
    end: async (end) => {
      if (await isHeld()) await place.end(number, end);
    },
    release: () => place.remove(),
  };
}

/** The files of one step's attempts. */
class Place {
  constructor(
    private readonly files: FileLayer,
    private readonly folder: string,
  ) {}

  /** Number of the last attempt; 0: none. */
  async newest(): Promise<number> {
    const names = (await this.files.list(this.folder)).filter((name) => beginning.test(name));
    return Number.parseInt(names.at(-1) ?? '0', 10);
  }

  async attempts(): Promise<Attempt[]> {
    const numbers = Array.from({ length: await this.newest() }, (_, index) => index + 1);
    const read = await Promise.all(numbers.map((number) => this.attempt(number)));
    return read.filter((attempt) => attempt !== null);
  }

  begin(number: number, attempt: Begun): Promise<boolean> {
    return this.files.writeNew(join(this.folder, `${nameOf(number)}.json`), toJson(attempt));
  }

  async end(number: number, end: AttemptEnd): Promise<void> {
    await this.files.writeNew(join(this.folder, `${nameOf(number)}-end.json`), toJson(end));
  }

  remove(): Promise<void> {
    return this.files.remove(this.folder);
  }

  private async attempt(number: number): Promise<Attempt | null> {
    const begun = tryJson<Begun>(await this.files.read(join(this.folder, `${nameOf(number)}.json`)));
    const end = tryJson<AttemptEnd>(await this.files.read(join(this.folder, `${nameOf(number)}-end.json`)));
    return begun ? { ...begun, end: end ?? null } : null;
  }
}

const beginning = /^\d{4}\.json$/;
const nameOf = (number: number): string => String(number).padStart(4, '0');
const numberOf = (id: string): number => Number.parseInt(id.slice(-4), 10);

async function refuseOlder(refs: Refs, run: string, fence: Fence, before: readonly Attempt[]): Promise<void> {
  const owner = await refs.get<{ readonly epoch: number }>(`runs/${run}/owner`);
  const last = before.at(-1);
  if ((owner?.value.epoch ?? 0) > fence.epoch || (last && compareFences(fence, last) < 0)) throw superseded(run);
}

function superseded(run: string): EaganError {
  return new EaganError(
    'EAGAN_SUPERSEDED',
    `an attempt at a step of run ${run} must be the newest to publish (got: a newer one has begun, or has finished the step)`,
    'Nothing is to be done here; follow the run with: eagan attach',
  );
}
