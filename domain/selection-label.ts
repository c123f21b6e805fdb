// What people read wherever a rule other than Pareto selection decides who survives.
import type { SelectionRule, Stage } from './pipeline.js';

/** A mark for survivors that were not chosen by Pareto selection; null where they were. */
export function selectionLabel({ kind }: SelectionRule): string | null {
  return kind === 'nonDominated' ? null : `selection: ${kind} (the published script's rule; not Pareto selection)`;
}

/** The marks of a pipeline's stages, one line for each rule that has one: `selection: … in generator, discriminator`. */
export function selectionLabels(stages: readonly Pick<Stage, 'id' | 'selection'>[]): string[] {
  const byLabel = new Map<string, string[]>();
  for (const { id, selection } of stages) {
    const label = selectionLabel(selection);
    if (label !== null) byLabel.set(label, [...(byLabel.get(label) ?? []), id]);
  }
  return [...byLabel].map(([label, ids]) => `${label} in ${ids.join(', ')}`);
}
