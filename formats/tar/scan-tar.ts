// Looks through a tar archive that is handed over piece by piece, packed by gzip or not, without waiting for anything:
// for those who read files at once. Memory holds a piece, however large a member is.
import { Gunzip } from 'fflate';
import { FormatError } from '../format-error.js';
import { isRegular, nextHeader, paddedBytes, type AskingBytes } from './next-header.js';
import type { TarHeader } from './tar-header.js';

/** Gets the contents of a member, part by part. Each part is valid only during its call. */
type SeePart = (part: Uint8Array) => void;

export interface TarVisitor {
  /** A regular file begins; null: its contents are passed over. */
  readonly onMember: (name: string) => SeePart | null;
  /** Of the unpacked archive, in bytes. */
  readonly atMostBytes: number;
}

/** `push` all pieces, then `end`. Both throw FormatError, with the offset in the unpacked archive. */
export interface TarScan {
  push(piece: Uint8Array): void;
  end(): void;
}

const nothing = new Uint8Array(0);

/** Of an archive that is packed by gzip. */
export function scanPackedTar(visitor: TarVisitor): TarScan {
  const scan = scanTar(visitor);
  const gunzip = new Gunzip((unpacked) => scan.push(unpacked));
  const pushed = (piece: Uint8Array, isLast: boolean): void => {
    try {
      gunzip.push(piece, isLast);
    } catch (error) {
      if (error instanceof FormatError) throw error;
      throw new FormatError(`a gzip file must be whole (${(error as Error).message})`, scan.at());
    }
  };
  return {
    push: (piece) => pushed(piece, false),
    end: () => {
      pushed(nothing, true);
      scan.end();
    },
  };
}

interface Unpacked extends TarScan {
  at(): number;
}

function scanTar({ onMember, atMostBytes }: TarVisitor): Unpacked {
  let at = 0;
  let header = startHeader(0);
  /** What is left of the contents of a member, and of the zeros behind them. */
  let member: { bytes: number; padded: number; readonly see: SeePart | null } | null = null;
  let hasEnded = false;
  const takeHeader = (piece: Uint8Array): number => {
    const taken = header.take(piece);
    const found = header.found();
    if (found === null) hasEnded = true;
    else if (found) {
      const see = isRegular(found.flag) ? onMember(found.name) : null;
      member = { bytes: found.bytes, padded: paddedBytes(found), see };
    }
    return taken;
  };
  const takeContents = (piece: Uint8Array): number => {
    const taken = Math.min(piece.length, member!.padded);
    const own = Math.min(taken, member!.bytes);
    if (own > 0) member!.see?.(piece.subarray(0, own));
    member!.bytes -= own;
    member!.padded -= taken;
    return taken;
  };
  return {
    at: () => at,
    push(piece) {
      for (let rest = piece; rest.length > 0;) {
        // What follows the end is of no interest, but it counts.
        const taken = hasEnded ? rest.length : member ? takeContents(rest) : takeHeader(rest);
        at += taken;
        if (at > atMostBytes)
          throw new FormatError(`the archive must unpack to at most ${atMostBytes} bytes (it has more)`, at);
        rest = rest.subarray(taken);
        if (member?.padded === 0) [member, header] = [null, startHeader(at)];
      }
    },
    end() {
      if (!hasEnded) throw new FormatError('more bytes must follow (the file ends)', at);
    },
  };
}

interface CollectedHeader {
  /** Takes what it still needs, and says how much that was. */
  take(piece: Uint8Array): number;
  /** Null: the archive's end; undefined: more bytes are needed. */
  found(): TarHeader | null | undefined;
}

/** Collects what the next header asks for. */
function startHeader(start: number): CollectedHeader {
  const asking: AskingBytes<TarHeader | null> = nextHeader(start);
  let asked = asking.next();
  let block = new Uint8Array(asked.done ? 0 : asked.value);
  let have = 0;
  return {
    take(piece) {
      const taken = Math.min(piece.length, block.length - have);
      block.set(piece.subarray(0, taken), have);
      have += taken;
      while (!asked.done && have === block.length) {
        asked = asking.next(block);
        [block, have] = [new Uint8Array(asked.done ? 0 : asked.value), 0];
      }
      return taken;
    },
    found: () => (asked.done ? asked.value : undefined),
  };
}
