// The streams of this process: nothing that happens to them ends the program with a stack, or changes how a run ended.
import { fstatSync, type Stats } from 'node:fs';
import { writeWhole } from '../scripts/files.mjs';
import type { Sink } from './output.js';

/** The exit code with which a shell reports that SIGPIPE ended a program. */
const nobodyReads = 141;

type Stream = NodeJS.WriteStream & { readonly fd: number };

/** stdout and stderr, and why a result could not be written; null if it could. */
export interface Streams {
  readonly stdout: Sink;
  readonly stderr: Sink;
  outputFailure(): Error | null;
}

/** The streams of this process. */
export function processStreams(): Streams {
  let failure: Error | null = null;
  const { stdout, stderr } = process;
  return {
    stdout: guarded(stdout, (error) => {
      if (isClosed(error)) process.exit(nobodyReads);
      failure ??= error;
    }),
    // Messages that cannot be written are dropped. If results go to the same stream, nobody reads them either.
    stderr: guarded(stderr, (error) => {
      if (isClosed(error) && isSame(statOf(stdout), statOf(stderr))) process.exit(nobodyReads);
    }),
    outputFailure: () => failure,
  };
}

const isClosed = (error: NodeJS.ErrnoException): boolean => error.code === 'EPIPE';

function guarded(stream: Stream, onError: (error: Error) => void): Sink {
  stream.on('error', onError);
  const found = statOf(stream);
  // Node drops what a full disk has no room for, and older versions throw.
  const isFile = !stream.isTTY && (found?.isFile() || found?.isCharacterDevice());
  return {
    isTTY: stream.isTTY,
    columns: stream.columns,
    write(text) {
      try {
        if (isFile) writeWhole(stream.fd, text);
        else stream.write(text);
      } catch (error) {
        onError(error as Error);
      }
    },
  };
}

function statOf({ fd }: Stream): Stats | null {
  try {
    return fstatSync(fd);
  } catch {
    return null;
  }
}

function isSame(one: Stats | null, other: Stats | null): boolean {
  return one !== null && other !== null && one.dev === other.dev && one.ino === other.ino;
}
