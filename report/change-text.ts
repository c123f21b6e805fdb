// What a step of breeding changed, in words.
import type { GeneChange } from '../domain/search/breeding-trace.js';
import { edgeText } from '../domain/search/cell-graph.js';

/** `cell 2, node 1 to output (n3): conv_1x1 → conv_3x3 (mutation)`; for one of two networks, its name in front. */
export function geneChangeText({ network, cell, gene, before, after, from }: GeneChange, several: boolean): string {
  const where = `${several ? `${network}, ` : ''}cell ${cell}, ${edgeText(network, gene)} (${gene})`;
  return `${where}: ${before} → ${after} (${from === null ? 'mutation' : `from ${from}`})`;
}
