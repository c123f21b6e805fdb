// The Temporal CLI from the set-up or on PATH (scripts/toolchain.mjs finds it).
import { EaganError } from '../domain/errors.js';
import { temporalCli } from '../scripts/toolchain.mjs';

export interface TemporalCli {
  readonly path: string;
  /** The server's version. The CLI's own version is `0.0.0-DEV` if it was built by `go install`. */
  readonly serverVersion: string;
}

/** Throws EAGAN_TEMPORAL_MISSING. */
export async function requireTemporalCli(): Promise<TemporalCli> {
  try {
    return await temporalCli();
  } catch (error) {
    const { message, cure } = error as Error & { cure?: string };
    throw new EaganError('EAGAN_TEMPORAL_MISSING', message, cure ?? 'Run `eagan setup`.', { cause: error });
  }
}
