// How an error is told: `error CODE: message` and `→ cure` on stderr, or one JSON object on stdout with --json.
import { EaganError, errorCodeOf } from '../domain/errors.js';
import { explainAnyError } from '../store/file-errors.js';
import { formatComplaints, type Complaint } from '../schemas/complaint.js';
import type { Environment, Output } from './output.js';

/** Where an error is told, and which state folder it speaks of. */
export interface ErrorSetting {
  readonly output: Output;
  readonly environment: Environment;
  stateFolder(): string;
}

/**
 * Prints an error and returns the exit code. Unknown errors are EAGAN_INTERNAL; their stack is shown with EAGAN_DEBUG
 * only.
 */
export function reportError(error: unknown, { output, environment, stateFolder }: ErrorSetting): number {
  const known = knownError(error, stateFolder);
  const complaints = complaintsOf(known);
  const details = complaints.length > 0 ? { complaints } : ((known as { details?: object }).details ?? {});
  if (!output.json && complaints.length > 0) output.note(`${formatComplaints(complaints)}\n`);
  if (output.json) output.result({ error: { ...errorToJson(known), ...details } }, () => '');
  else output.note(errorToText(known, output.progressColors));
  if (environment.EAGAN_DEBUG) output.note(String((error as Error)?.stack ?? error));
  return known.exitCode;
}

/** These tell by their exit code what a run came to, which the store and the exported files tell as well. */
const followers: readonly string[] = ['run', 'attach', 'resume', 'fork'];

/**
 * Tells that stdout took not all of a result, on stderr, and gives the exit code: without its result a command has not
 * done its work, but a log that is lost does not change what a run came to.
 */
export function reportLostOutput(
  failure: Error,
  exitCode: number,
  command: string | undefined,
  context: ErrorSetting,
): number {
  const known = knownError(failure, () => 'standard output');
  const message = `standard output must take all that the command prints (got ${failure.message})`;
  const cure = 'Make room or send the output elsewhere, then run the command again.';
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

/** What a PipelineInvalidError carries; asked by shape, so that other commands need not load the pipeline's checks. */
function complaintsOf(error: EaganError): readonly Complaint[] {
  return (error as { complaints?: readonly Complaint[] }).complaints ?? [];
}

function errorToText(error: EaganError, colors: { red(t: string): string; bold(t: string): string }): string {
  const head = `${colors.red('error')} ${colors.bold(error.code)}: ${error.message}`;
  return error.cure ? `${head}\n→ ${error.cure}` : head;
}

function internalError(error: unknown, stateFolder: () => string): EaganError {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const cure = `This is a fault of eagan. Run again with EAGAN_DEBUG=1 for the stack; logs are in ${stateFolder()}/logs.`;
  return new EaganError('EAGAN_INTERNAL', message, cure, { cause: error });
}
