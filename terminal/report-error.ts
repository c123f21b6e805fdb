// Reports an error: `error CODE: message` and `→ cure` on stderr, or one JSON object on stdout with --json.
import { EaganError, errorCodeOf } from '../domain/errors.js';
import { explainAnyError } from '../store/file-errors.js';
import { formatComplaints, type Complaint } from '../schemas/complaint.js';
import type { Environment, Output } from './output.js';

/** Where an error is reported, and the state folder that it is about. */
export interface ErrorSetting {
  readonly output: Output;
  readonly environment: Environment;
  stateFolder(): string;
}

/**
 * Prints an error and returns the exit code. Unknown errors are EAGAN_INTERNAL; their stack is shown only with
 * EAGAN_DEBUG.
 */
export function reportError(error: unknown, { output, environment, stateFolder }: ErrorSetting): number {
  const known = knownError(error, stateFolder);
  const complaints = complaintsOf(known);
  const { more = 0 } = known as { more?: number };
  const told = { complaints, ...(more > 0 ? { more } : {}) };
  const details = complaints.length > 0 ? told : ((known as { details?: object }).details ?? {});
  if (!output.json && complaints.length > 0) output.note(`${formatComplaints(complaints, more)}\n`);
  if (output.json) output.result({ error: { ...errorToJson(known), ...details } }, () => '');
  else output.note(errorToText(known, output.progressColors));
  if (environment.EAGAN_DEBUG) output.note(String((error as Error)?.stack ?? error));
  return known.exitCode;
}

/** The exit codes of these say how a run ended; the store and the exported files say it too. */
const followers: readonly string[] = ['run', 'attach', 'resume', 'fork', 'matrix'];

/**
 * Reports on stderr that stdout did not take all of a result, and returns the exit code. Without its result a command
 * has not done its work; but a lost log does not change how a run ended.
 */
export function reportLostOutput(
  failure: Error,
  exitCode: number,
  command: string | undefined,
  context: ErrorSetting,
): number {
  const known = knownError(failure, () => 'standard output');
  const message = `the command must be able to write to standard output (got ${failure.message})`;
  const cure = 'Free some space or redirect the output, then run the command again.';
  context.output.note(errorToText(new EaganError(known.code, message, cure), context.output.progressColors));
  const tellsRun = command !== undefined && followers.includes(command) && !context.output.json;
  return exitCode !== 0 || tellsRun ? exitCode : known.exitCode;
}

function knownError(error: unknown, stateFolder: () => string): EaganError {
  const explained = explainAnyError(error, stateFolder());
  if (explained instanceof EaganError) return explained;
  const code = errorCodeOf(explained);
  const { message, cure } = explained as { message: string; cure?: string };
  return code ? new EaganError(code, message, cure, { cause: error }) : internalError(error, stateFolder);
}

/** The JSON form of an error. */
function errorToJson({ code, message, cure, retryable, exitCode }: EaganError): object {
  return { code, message, cure: cure ?? null, retryable, exitCode };
}

/**
 * What a PipelineInvalidError carries; recognised by shape, so that other commands need not load the pipeline's checks.
 */
function complaintsOf(error: EaganError): readonly Complaint[] {
  return (error as { complaints?: readonly Complaint[] }).complaints ?? [];
}

function errorToText(error: EaganError, colors: { red(t: string): string; bold(t: string): string }): string {
  const head = `${colors.red('error')} ${colors.bold(error.code)}: ${error.message}`;
  return error.cure ? `${head}\n→ ${error.cure}` : head;
}

function internalError(error: unknown, stateFolder: () => string): EaganError {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const cure = `This is a bug in eagan. Run the command again with EAGAN_DEBUG=1 to see the stack trace; the logs are in ${stateFolder()}/logs.`;
  return new EaganError('EAGAN_INTERNAL', message, cure, { cause: error });
}
