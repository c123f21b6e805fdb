// What a check of the doctor is and reports.

/** `warning`: runs work, but something should be known or done. `failed`: a run could not start. */
export interface CheckResult {
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** The fix of anything that is not ok. */
  readonly cure?: string;
  /** The same as data, for --json. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface NamedCheckResult extends CheckResult {
  readonly name: string;
}

export interface DoctorSubject {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stateFolder: string;
}

export interface Check {
  readonly name: string;
  examine(patient: DoctorSubject): Promise<CheckResult>;
}

/** Runs all checks in parallel. A check that throws has failed, with the error's words and cure. */
export async function examineAll(checks: readonly Check[], patient: DoctorSubject): Promise<NamedCheckResult[]> {
  return Promise.all(checks.map(async ({ name, examine }) => ({ name, ...(await examine(patient).catch(failure)) })));
}

function failure(error: unknown): CheckResult {
  const { message, cure } = error as { message?: string; cure?: string };
  return { status: 'failed', detail: message ?? String(error), cure: cure ?? 'Run `npx eagan setup`.' };
}
