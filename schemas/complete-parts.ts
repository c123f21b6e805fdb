// Parts of a valid file that occur in several places: budgets, architectures, times.
import { geneOf } from '../domain/search/define-space.js';
import { genes } from '../domain/search/genotype.js';
import type { Budget, Genotype, NetworkName, Opponent } from '../domain/pipeline.js';
import { unitMs } from '../domain/time-units.js';
import type { RawBudget, RawOpponent } from './raw-pipeline.js';

/** Limits in milliseconds; null: none. */
export function completeBudget(raw: RawBudget | null = null): Budget | null {
  if (raw === null) return null;
  const { deviceHours = null, wallTime = null, candidates = null } = raw;
  return {
    deviceMs: deviceHours === null ? null : Math.round(deviceHours * 3_600_000),
    wallMs: wallTime === null ? null : durationToMs(wallTime),
    candidates,
  };
}

/**
 * An architecture of that network. If a file holds it, it was read before (schemas/read-references.ts). If it could not
 * be read, any will do, because the pipeline is refused.
 */
export function completeOpponent(raw: RawOpponent | undefined, network: NetworkName): Opponent | null {
  if (raw === undefined) return null;
  if (raw.from === 'genotype') return { from: 'genotype', genotype: namedGenes(raw.genotype, network) };
  if (raw.from === 'file') return { from: 'builtin', genotype: network === 'generator' ? 'plain-g' : 'autogan' };
  return raw;
}

/** No gene has this value. It stands for a name that no operation has. */
const unknownGene = -2;

/** Genes as numbers. Names are looked up by the kind of edge. */
export function namedGenes(cells: readonly (readonly (number | string)[])[], network: NetworkName): Genotype {
  return cells.map((cell) =>
    cell.map((gene, index) =>
      typeof gene === 'number' ? gene : (geneOf(genes[network][index]!.kind, gene) ?? unknownGene),
    ),
  );
}

/** `60s` in milliseconds; the schema has checked the form. */
export function durationToMs(text: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text)!;
  return Number(count) * unitMs[unit!]!;
}
