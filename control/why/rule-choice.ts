// The rule and objectives that somebody asks for by options: `tournament:size=3`, `frechetDistance,parameters`.
import { EaganError } from '../../domain/errors.js';
import { figureRow, objectives, type Objective } from '../../domain/search/figures.js';
import type { OtherSelection } from '../../domain/search/select-otherwise.js';
import { completeRule, selectionKinds, selectionRow, type SelectionRule } from '../../domain/search/selection-rules.js';
import type { SelectParameters } from '../../domain/steps/step-parameters.js';
import { nearestName } from '../../schemas/nearest.js';

/** What is asked for; each part may be absent. */
export interface RuleChoice {
  readonly selection?: SelectionRule;
  readonly objectives?: SelectParameters['objectives'];
}

/** Throws EAGAN_USAGE if both are absent, or if one has another form. */
export function parseRuleChoice(rule: string | undefined, named: string | undefined): RuleChoice {
  if (rule === undefined && named === undefined) {
    const cure = `For example: eagan select RUN --rule ${selectionKinds.at(-1)}`;
    throw new EaganError('EAGAN_USAGE', 'select needs --rule or --objectives (got neither)', cure);
  }
  return {
    ...(rule === undefined ? {} : { selection: parseRule(rule) }),
    ...(named === undefined ? {} : { objectives: parseObjectives(named) }),
  };
}

/** `tournament`, or `tournament:size=3`. */
function parseRule(text: string): SelectionRule {
  const [name = '', ...settings] = text.split(/[:,]/);
  const kind = selectionKinds.find((known) => known === name.trim());
  if (kind === undefined) throw unknownName('--rule', 'a rule', name, selectionKinds);
  const given = settings.map((setting) => parseSetting(setting, Object.keys(selectionRow(kind).parameters)));
  return completeRule({ kind, ...Object.fromEntries(given) } as { readonly kind: typeof kind });
}

function parseSetting(text: string, known: readonly string[]): readonly [string, number] {
  const [, name, value] = /^\s*(\w+)=(\d+)\s*$/.exec(text) ?? [];
  if (name !== undefined && known.includes(name) && Number(value) > 0) return [name, Number(value)];
  const expected = known.length > 0 ? `${known.map((each) => `${each}=NUMBER`).join(', ')}` : 'nothing';
  throw new EaganError('EAGAN_USAGE', `after the rule's name --rule takes ${expected} (got ${text})`);
}

/** Each in its better direction, unless `name:maximize` gives another. */
function parseObjectives(text: string): SelectParameters['objectives'] {
  const parsed = text.split(',').map((part) => {
    const [name = '', direction] = part.trim().split(':');
    if (!(objectives as readonly string[]).includes(name))
      throw unknownName('--objectives', 'objectives', name, objectives);
    if (direction !== undefined && direction !== 'minimize' && direction !== 'maximize')
      throw new EaganError('EAGAN_USAGE', `${name} must be :minimize or :maximize (got ${direction})`);
    return [name, direction ?? figureRow(name as Objective).direction];
  });
  return Object.fromEntries(parsed) as SelectParameters['objectives'];
}

function unknownName(option: string, what: string, name: string, legal: readonly string[]): EaganError {
  const near = nearestName(name, legal);
  const cure = near ? `Did you mean ${near}?` : undefined;
  return new EaganError('EAGAN_USAGE', `${option} must name ${what}: ${legal.join(', ')} (got ${name})`, cure);
}

/**
 * The change in one stage's selection. With other objectives, those of the `best` order that are left keep their order.
 * Throws EAGAN_SELECTION_OBJECTIVES for a rule that compares other objectives, and EAGAN_USAGE for a tournament of more
 * than all.
 */
export function changeIn(recorded: SelectParameters, choice: RuleChoice): OtherSelection {
  const { selection = recorded.selection, objectives: named = recorded.objectives } = choice;
  const left = recorded.best.filter((name) => name in named);
  const best = left.length > 0 ? left : objectives.filter((name) => name in named);
  assertComparable(selection, named);
  if (selection.kind === 'tournament' && selection.size > recorded.population)
    throw new EaganError(
      'EAGAN_USAGE',
      `a tournament must have at most ${recorded.population} individuals, the population of ${recorded.stage} (got ${selection.size})`,
    );
  return { selection, objectives: named, best: choice.objectives ? best : recorded.best };
}

function assertComparable({ kind }: SelectionRule, named: SelectParameters['objectives']): void {
  const needed = selectionRow(kind).objectives;
  if (needed === undefined) return;
  const written = (of: SelectParameters['objectives']): string =>
    Object.entries(of)
      .map(([name, direction]) => `${name}:${direction}`)
      .sort()
      .join(',');
  if (written(needed) === written(named)) return;
  throw new EaganError(
    'EAGAN_SELECTION_OBJECTIVES',
    `${kind} compares exactly ${written(needed)} (got ${written(named)})`,
    `Name them: --rule ${kind} --objectives ${Object.keys(needed).join(',')}`,
  );
}
