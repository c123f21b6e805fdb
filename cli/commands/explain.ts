// `eagan explain CODE`: what an error code means and what to do, from docs/errors.md.
import { readFileSync } from 'node:fs';
import { EaganError } from '../../domain/errors.js';
import { nearestName } from '../../schemas/nearest.js';
import type { CommandModule } from '../command.js';
import { shippedFile } from '../../scripts/project.mjs';

export const command: CommandModule = {
  summary: 'explain an error code',
  register: (cli, { output }) => {
    cli.argument('<code>', 'for example EAGAN_DISK_FULL').action((code: string) => {
      const found = findExplanation(readFileSync(shippedFile('docs/errors.md'), 'utf8'), code);
      output.result(found, () => `${output.colors.bold(found.code)}\n${found.explanation}`);
    });
  },
};

/** The section of an error page that explains a code. Case and the prefix EAGAN_ do not matter. */
export function findExplanation(page: string, asked: string): { code: string; explanation: string } {
  const sections = new Map(
    [...page.matchAll(/^### (EAGAN_\w+)\n([\s\S]*?)(?=^#|(?![\s\S]))/gm)].map((m) => [m[1]!, m[2]!.trim()]),
  );
  const code = `EAGAN_${asked.toUpperCase().replace(/^EAGAN_/, '')}`;
  const explanation = sections.get(code);
  if (explanation) return { code, explanation };
  const near = nearestName(code, [...sections.keys()]);
  const cure = near ? `Did you mean ${near}?` : 'docs/errors.md lists all of them.';
  throw new EaganError('EAGAN_USAGE', `${asked} is not an error code`, cure);
}
