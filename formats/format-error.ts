// What the reader of a format says of a file that does not keep to the format: the requirement, what it found, where.

/** Of bytes that cannot be read. Who knows the file's name makes an EaganError of it. */
export class FormatError extends RangeError {
  override readonly name = 'FormatError';
  constructor(
    /** The requirement with the actual value, without the place. */
    readonly requirement: string,
    /** In bytes, from the first byte of what is read. */
    readonly offset: number,
  ) {
    super(`${requirement}, at byte ${offset}`);
  }
}

/** Does some work on a part of a file: an error names that part, and its offset counts from the part's first byte. */
export function withinPart<T>(part: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`${part}: ${error.requirement}`, error.offset);
  }
}
