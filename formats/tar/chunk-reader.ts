// Reads a stream of bytes in pieces of any size, holding no more than the chunk that came last.
import { FormatError } from '../format-error.js';

export class ChunkReader {
  private chunk: Uint8Array = new Uint8Array(0);
  private readonly source: AsyncIterator<Uint8Array>;
  /** Of the next byte. */
  at = 0;

  constructor(
    source: AsyncIterable<Uint8Array>,
    /** In bytes of the stream. */
    private readonly atMost: number,
  ) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** The next bytes, at least one and at most so many; null at the end. They are valid until the next call. */
  async some(atMost: number): Promise<Uint8Array | null> {
    while (this.chunk.length === 0) {
      const next = await this.source.next();
      if (next.done) return null;
      this.chunk = next.value;
    }
    const taken = this.chunk.subarray(0, atMost);
    this.chunk = this.chunk.subarray(taken.length);
    this.at += taken.length;
    if (this.at > this.atMost)
      throw new FormatError(`the archive must unpack to at most ${this.atMost} bytes (it has more)`, this.at);
    return taken;
  }

  /** Exactly so many bytes, in a block of their own. @throws FormatError if the stream ends before */
  async exactly(count: number): Promise<Uint8Array> {
    const block = new Uint8Array(count);
    for (let have = 0; have < count; ) {
      const part = await this.some(count - have);
      if (part === null) throw new FormatError(`${count - have} more bytes must follow (the file ends)`, this.at);
      block.set(part, have);
      have += part.length;
    }
    return block;
  }

  /** Passes over bytes. @throws FormatError if the stream ends before */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const part = await this.some(left);
      if (part === null) throw new FormatError(`${left} more bytes must follow (the file ends)`, this.at);
      left -= part.length;
    }
  }

  /** Ends the source, also before its end. */
  async close(): Promise<void> {
    await this.source.return?.();
  }
}
