// An error of the set-up that a person can fix. It has the shape of domain/errors.ts, which cannot be imported before
// it is compiled.

/** The requirement, the actual value, and the fix. */
export class SetupError extends Error {
  /**
   * @param {'EAGAN_TOOL_MISSING' | 'EAGAN_PLATFORM_UNSUPPORTED' | 'EAGAN_TENSORFLOW_MISSING' |
   * 'EAGAN_TEMPORAL_MISSING' | 'EAGAN_PACKAGES_MISSING' | 'EAGAN_EXTRACTOR_MISSING' | 'EAGAN_NOT_TRUSTED'} code
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
