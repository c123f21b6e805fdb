// The time of an architecture's forward pass by a recorded table: the base, plus the share of each edge's operation.
import { EaganError } from '../errors.js';
import { genes, operationName } from './genotype.js';
import { searchedHalves } from './pairs.js';
import type { Genotype, LatencyTable, NetworkName, NetworkLatencies, SearchTarget } from '../pipeline.js';

/**
 * Milliseconds of a network's forward pass; for a pair, of both networks one after the other. `none` takes no time
 * unless the table gives it a share. Throws EAGAN_PIPELINE_INVALID if the table lacks the network or an operation.
 */
export function latencyOf(table: LatencyTable, searched: SearchTarget, genotype: Genotype): number {
  return searchedHalves(searched, genotype).reduce(
    (total, half) => total + networkLatency(table[half.network], half.network, half.genotype),
    0,
  );
}

function networkLatency(table: NetworkLatencies | undefined, network: NetworkName, genotype: Genotype): number {
  if (table === undefined) throw missing(network, 'an entry');
  return genotype.reduce((total, cell, index) => {
    const shares = cell.map((value, gene) => {
      const { name, kind } = genes[network][gene]!;
      const operation = operationName(kind, value);
      const share = table.cells[index]?.[name]?.[operation] ?? (operation === 'none' ? 0 : undefined);
      if (share === undefined) throw missing(network, `cells[${index}].${name}.${operation}`);
      return share;
    });
    return shares.reduce((sum, share) => sum + share, total);
  }, table.baseMs);
}

function missing(network: NetworkName, what: string): EaganError {
  return new EaganError(
    'EAGAN_PIPELINE_INVALID',
    `metrics.latency.${network} must have ${what} (got none)`,
    'Record the table again at these sizes: eagan latency FILE --output latency.yaml',
  );
}
