// How an error is told: `error CODE: message` and `→ cure` on stderr, or one JSON object on stdout with --json.
import { EaganError } from '../domain/errors.js';
import { explainAnyError } from '../store/file-errors.js';
import { formatComplaints, type Complaint } from '../schemas/complaint.js';
import type { Context } from './command.js';

/** Prints an error and returns the exit code. Unknown errors are EAGAN_INTERNAL; their stack is shown with EAGAN_DEBUG only. */
export function reportError(error: unknown, { output, environment, stateFolder }: Context): number {
  const explained = explainAnyError(error, stateFolder());
  const known = explained instanceof EaganError ? explained : internalError(error, stateFolder);
  const complaints = complaintsOf(known);
  const details = complaints.length > 0 ? { complaints } : ((known as { details?: object }).details ?? {});
  if (!output.json && complaints.length > 0) output.note(`${formatComplaints(complaints)}\n`);
  if (output.json) output.result({ error: { ...errorToJson(known), ...details } }, () => '');
  else output.note(errorToText(known, output.progressColors));
  if (environment.EAGAN_DEBUG) output.note(String((error as Error)?.stack ?? error));
  return known.exitCode;
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
