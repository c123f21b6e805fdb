// The files of one step's attempts: `0001.json` when it begins, `0001-<token>-end.json` when it has ended. And the
// names of attempts.
import { basename, join } from 'node:path';
import type { Attempt, AttemptEnd } from '../domain/steps/attempt.js';
import type { FileLayer } from './file-layer.js';
import { toCheckedJson, tryCheckedJson } from './checked-json.js';
import { attemptProblem } from '../domain/steps/record-shape.js';

/** One attempt among those of a step. */
export interface AttemptNumber {
  readonly number: number;
  /** Random: tells two attempts with the same number apart, if all of them were removed in between. */
  readonly token: string;
}
type AttemptStart = Omit<Attempt, 'id' | 'end'>;

/** `0001-0a1b2c3d` */
export function attemptName({ number, token }: AttemptNumber): string {
  return `${nameOf(number)}-${token}`;
}

/** The attempt that the last part of a path names; null if it names none. */
export function parseAttempt(path: string): AttemptNumber | null {
  const found = /^(\d{4,})-([0-9a-f]{8})$/.exec(basename(path));
  return found && { number: Number.parseInt(found[1]!, 10), token: found[2]! };
}

export interface AttemptFiles {
  /** Number of the last attempt; 0: none. */
  newest(): Promise<number>;
  /** Oldest first, without those whose file cannot be read. */
  attempts(): Promise<Attempt[]>;
  /** null if there is no such attempt, or its file cannot be read. */
  tokenOf(number: number): Promise<string | null>;
  /** False when the number is taken. */
  begin(attempt: AttemptNumber, begun: AttemptStart): Promise<boolean>;
  end(attempt: AttemptNumber, end: AttemptEnd): Promise<void>;
  /** Removes the attempt and all before it. A newer one that has begun meanwhile stays. */
  removeUpTo(number: number): Promise<void>;
}

/** The attempts in a folder. Other processes may begin, end and remove some at any moment. */
export function attemptFiles(files: FileLayer, folder: string): AttemptFiles {
  const read = async <T>(name: string): Promise<T | undefined> =>
    tryCheckedJson<T>(await files.read(join(folder, name)));
  const numbers = async (): Promise<number[]> =>
    (await files.list(folder)).flatMap(numberOfBeginning).sort((a, b) => a - b);
  const attempt = async (number: number): Promise<Attempt | null> => {
    const { token, ...begun } = (await read<AttemptStart & { token: string }>(`${nameOf(number)}.json`)) ?? {};
    if (token === undefined) return null;
    const end = await read<AttemptEnd>(`${attemptName({ number, token })}-end.json`);
    const found = { ...(begun as AttemptStart), id: attemptName({ number, token }), end: end ?? null };
    return attemptProblem(found) === null ? found : null;
  };
  return {
    newest: async () => (await numbers()).at(-1) ?? 0,
    async attempts() {
      const found = await Promise.all((await numbers()).map(attempt));
      return found.filter((each) => each !== null);
    },
    tokenOf: async (number) => (await read<{ token: string }>(`${nameOf(number)}.json`))?.token ?? null,
    begin: ({ number, token }, begun) =>
      files.writeNew(join(folder, `${nameOf(number)}.json`), toCheckedJson({ ...begun, token })),
    async end(ended, end) {
      await files.writeNew(join(folder, `${attemptName(ended)}-end.json`), toCheckedJson(end));
    },
    async removeUpTo(number) {
      const names = (await files.list(folder)).filter((name) => Number.parseInt(name, 10) <= number);
      await Promise.all(names.map((name) => files.remove(join(folder, name))));
      await files.removeEmpty(folder);
    },
  };
}

const nameOf = (number: number): string => String(number).padStart(4, '0');

function numberOfBeginning(name: string): number[] {
  const found = /^(\d{4,})\.json$/.exec(name);
  return found ? [Number.parseInt(found[1]!, 10)] : [];
}
