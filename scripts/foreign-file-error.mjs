// Why a file of another person is not read.

/** @typedef {'notRegular' | 'tooLarge' | 'link' | 'outside'} Refusal */

/** A file of another person that must not be read. It has a code of the catalogue (domain/errors.ts). */
export class ForeignFileError extends Error {
  code = 'EAGAN_FILE_REFUSED';

  /**
   * @param {string | Uint8Array} path
   * @param {Refusal} refusal
   * @param {string} kind what it is: `a pipe`
   * @param {string} must the requirement, after the path
   * @param {string} cure
   * @param {number} [size] of a file that is too large
   */
  constructor(path, refusal, kind, must, cure, size = 0) {
    super(`${Buffer.from(path).toString()} ${must} (got ${kind})`);
    this.name = 'ForeignFileError';
    this.refusal = refusal;
    this.kind = kind;
    this.cure = cure;
    this.size = size;
  }
}
