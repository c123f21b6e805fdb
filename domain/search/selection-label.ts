// The label that people read wherever a rule other than Pareto selection chooses the survivors.
import type { Stage } from '../pipeline.js';
import { selectionRow, type SelectionRule } from './selection-rules.js';

/** The label of a rule; null for Pareto selection. */
export function selectionLabel({ kind, ...parameters }: SelectionRule): string | null {
  const { meaning } = selectionRow(kind);
  return meaning && `selection: ${kind} (${meaning(parameters)}; not Pareto selection)`;
}

/** The labels of a pipeline's stages, one line for each label: `selection: … in generator, discriminator`. */
export function selectionLabels(stages: readonly Pick<Stage, 'id' | 'selection'>[]): string[] {
  const byLabel = new Map<string, string[]>();
  for (const { id, selection } of stages) {
    const label = selectionLabel(selection);
    if (label !== null) byLabel.set(label, [...(byLabel.get(label) ?? []), id]);
  }
  return [...byLabel].map(([label, ids]) => `${label} in ${ids.join(', ')}`);
}
