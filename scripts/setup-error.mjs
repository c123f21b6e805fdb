// An error of the set-up that people act on; the same shape as domain/errors.ts, which cannot be imported before it is
// compiled.

/** What must be which, what was found, and the way out. */
export class SetupError extends Error {
  /**
   * @param {'EAGAN_TOOL_MISSING' | 'EAGAN_PLATFORM_UNSUPPORTED' | 'EAGAN_TENSORFLOW_MISSING' |
   * 'EAGAN_TEMPORAL_MISSING' | 'EAGAN_PACKAGES_MISSING'} code
   * @param {string} message
   * @param {string} cure
   */
  constructor(code, message, cure) {
    super(message);
    this.name = 'EaganError';
    this.code = code;
    this.cure = cure;
  }
}
