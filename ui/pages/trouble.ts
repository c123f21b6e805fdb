// Why something cannot be shown: what is required, what was found, what to do.
import { EaganError } from '../../domain/errors.js';
import { explainAnyError } from '../../store/index.js';
import { html, type Html } from '../../report/html.js';
import { remark } from '../../report/page/elements.js';

export const noTrouble = html``;

/** Never a stack, and never the code of an error of ours: what a page asks for cannot be a fault of the reader. */
export function troubleHtml(error: unknown, stateFolder: string): Html {
  const told = explainAnyError(error, stateFolder);
  if (!(told instanceof EaganError))
    return remark(html`This cannot be read now: ${firstLine(told)}. The page tries again.`, 'bad');
  return remark(html`${told.code}: ${told.message} ${told.cure}`, 'bad');
}

const firstLine = (error: unknown): string => String((error as Error)?.message ?? error).split('\n')[0]!;

/** A run that was there, or was asked for. */
export const goneHtml = (run: string): Html =>
  remark(html`The store has no run ${run} any more, or never had it. What is below was read before.`, 'bad');
