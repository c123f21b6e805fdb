// A cell drawn as text: one line for each edge, operations by name, and what changed there.
import type { GeneChange } from '../../domain/search/breeding-trace.js';
import type { DrawnNetwork } from '../../control/why/passport.js';

/** The cells of a network, one under the other. */
export function networkLines({ network, cells }: DrawnNetwork, changes: readonly GeneChange[]): string[] {
  return cells.flatMap(({ cell, genes, edges }) => {
    const widest = (field: 'from' | 'to' | 'operation'): number => Math.max(...edges.map((edge) => edge[field].length));
    const [from, to, operation] = [widest('from'), widest('to'), widest('operation')];
    return [
      `${network}, cell ${cell}  [${genes.join(', ')}]`,
      ...edges.map((edge) => {
        const change = changes.find((one) => one.network === network && one.cell === cell && one.gene === edge.gene);
        const arrow = `${edge.from.padEnd(from)} ── ${edge.operation.padEnd(operation)} ─▶ ${edge.to.padEnd(to)}`;
        const remarks = [
          edge.gene ?? '  ',
          ...(edge.isUsed ? [] : ['leads nowhere']),
          ...(change ? [changeText(change)] : []),
        ];
        return `  ${arrow}  ${remarks.join('  ')}`.trimEnd();
      }),
    ];
  });
}

/** `was conv_1x1, now from generator/g000-i03`. */
const changeText = ({ before, from }: GeneChange): string =>
  `was ${before}, ${from === null ? 'mutated' : `now that of ${from}`}`;
