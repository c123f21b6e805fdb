// Other selections for people.
import type { OtherIndividual, OtherSelected, OtherStage } from '../../control/why/select-run.js';
import type { Parting } from '../../domain/search/select-otherwise.js';
import { generationName } from '../../domain/steps/places.js';
import { table } from '../../terminal/table.js';

/** `generation`: only this one, with everybody in it; null: all, with those who differ. */
export function selectText(run: string, stages: readonly OtherStage[], generation: number | null): string {
  if (stages.length === 0) return `${run} has no closed generation yet`;
  const head = `${run}, selected again from its recorded figures`;
  return [head, ...stages.map((stage) => stageText(stage, generation))].join('\n\n');
}

function stageText(stage: OtherStage, generation: number | null): string {
  const { recorded, otherwise, partsIn, generations } = stage;
  const lines = [
    stage.stage,
    `  as it was   ${ruleText(recorded)}`,
    `  otherwise   ${ruleText(otherwise)}`,
    `  parts       ${partsIn === null ? 'nowhere: the search would have been the same' : `in ${generationName(partsIn)}: ${partings[generations.find((each) => each.generation === partsIn)!.parts!]}`}`,
  ];
  const rows = generations.filter((each) => generation === null || each.generation === generation);
  const detail = generation === null ? overview(rows) : rows.map(everybody).join('\n');
  const later = partsIn !== null && generations.at(-1)!.generation > partsIn && generation === null;
  return [
    lines.join('\n'),
    detail,
    ...(later
      ? [
          `After ${generationName(partsIn)} the other search would have bred others. Later rows only judge those who were there.`,
        ]
      : []),
  ].join('\n');
}

const partings: Readonly<Record<Parting, string>> = {
  end: 'the stage would have ended in another generation',
  survivors: 'others would have survived',
  order: 'the same survivors in another order, so other parents would have been drawn',
  best: 'another would have been the best',
  front: 'the front would have been another',
};

function ruleText({ selection: { kind, ...parameters }, objectives }: OtherStage['recorded']): string {
  const settings = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  const named = Object.entries(objectives).map(([name, direction]) => `${name} (${direction})`);
  return `${[kind, ...settings].join(', ')} by ${named.join(', ')}`;
}

function overview(generations: readonly OtherSelected[]): string {
  const names = (individuals: readonly OtherIndividual[]): string =>
    individuals.map(({ individual }) => individual).join(' ') || '-';
  return table(
    ['generation', 'survive in both', 'only as it was', 'only otherwise', 'best as it was', 'best otherwise'],
    generations.map(({ generation, individuals, recorded, otherwise }) => [
      generationName(generation),
      names(individuals.filter(({ survived, wouldSurvive }) => survived && wouldSurvive)),
      names(individuals.filter(({ survived, wouldSurvive }) => survived && !wouldSurvive)),
      names(individuals.filter(({ survived, wouldSurvive }) => !survived && wouldSurvive)),
      recorded.best,
      otherwise.best,
    ]),
  );
}

function everybody({ generation, individuals }: OtherSelected): string {
  return table(
    [generationName(generation), 'as it was', 'otherwise'],
    individuals.map(({ individual, survived, sentence }) => [individual, survived ? 'kept' : 'removed', sentence]),
  );
}
