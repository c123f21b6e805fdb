// What people read wherever a rule other than Pareto selection decides who survives.
import type { SelectionRule, Stage } from '../pipeline.js';

/** A mark for survivors that were not chosen by Pareto selection; null where they were. */
export function selectionLabel(rule: SelectionRule): string | null {
  return rule.kind === 'nonDominated' ? null : `selection: ${meaningOf(rule)}; not Pareto selection)`;
}

function meaningOf(rule: Exclude<SelectionRule, { kind: 'nonDominated' }>): string {
  if (rule.kind === 'tournament') return `tournament (winners among ${rule.size} drawn at random`;
  if (rule.kind === 'random') return 'random (nobody survives, each generation is drawn afresh';
  return "officialRepo (the published script's rule";
}

/**
 * The marks of a pipeline's stages, one line for each rule that has one: `selection: … in generator, discriminator`.
 */
export function selectionLabels(stages: readonly Pick<Stage, 'id' | 'selection'>[]): string[] {
  const byLabel = new Map<string, string[]>();
  for (const { id, selection } of stages) {
    const label = selectionLabel(selection);
    if (label !== null) byLabel.set(label, [...(byLabel.get(label) ?? []), id]);
  }
  return [...byLabel].map(([label, ids]) => `${label} in ${ids.join(', ')}`);
}
