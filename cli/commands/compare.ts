// `eagan compare A B`: what differs between two pipelines, files or runs, and which steps they share.
import type { CommandModule, Context } from '../command.js';
import { exitCodes } from '../../terminal/exit-codes.js';

export const command: CommandModule = {
  summary: 'show what differs between two pipelines or runs, and what they share',
  register: (cli, context) => {
    cli
      .argument('<a>', 'pipeline file, or the id of a run')
      .argument('<b>', 'pipeline file, or the id of a run')
      .action((a: string, b: string) => compare(a, b, context));
  },
};

/** The exit code of diff: 0 if nothing differs, else 1. */
async function compare(a: string, b: string, context: Context): Promise<void> {
  const { readSide } = await import('../../control/compare/sides.js');
  const { compareSides } = await import('../../control/compare/comparison.js');
  const { comparisonText } = await import('../text/comparison-text.js');
  const { output, directory } = context;
  const sides = [
    await readSide(a, directory, context.stateFolder()),
    await readSide(b, directory, context.stateFolder()),
  ] as const;
  const comparison = await compareSides(...sides);
  const [left, right] = sides.map(({ name, kind }) => ({ name, kind }));
  output.result({ a: left, b: right, ...comparison }, () => comparisonText(...sides, comparison));
  if (!comparison.equal) context.exitCode = exitCodes.no;
}
