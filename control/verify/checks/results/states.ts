// Training states: how far they are trained, of which networks, and what the losses may be called.
import { searchedHalves } from '../../../../domain/search/pairs.js';
import type { NetworkName } from '../../../../domain/pipeline.js';
import { getJson, type Objects } from '../../../../domain/steps/objects.js';
import { architectureSpec, supernetSpec } from '../../../../trainer/state/network-specs.js';
import { unless, type RecordCheck, type RecordOf } from '../check.js';

interface Meta {
  readonly kind: string;
  readonly iteration: number;
  readonly [network: string]: unknown;
}

async function metaOf(objects: Objects, state: string): Promise<Meta> {
  return (await getJson<{ readonly meta: Meta }>(objects, state)).meta;
}

export const openState: RecordCheck<RecordOf<'openStage'>> = async ({ step, outputs, numbers }, { store }) => {
  const meta = await metaOf(store.objects, outputs.state!);
  const { parameters } = step;
  const kind = 'search' in parameters ? 'stage' : 'final';
  return [
    ...unless('its numbers', {}, numbers),
    ...unless('its state', { kind, iteration: 0 }, { kind: meta.kind, iteration: meta.iteration }),
    ...('search' in parameters ? searched(parameters, meta) : pair(parameters, meta)),
  ];
};

export const stageState: RecordCheck<RecordOf<'trainSegment'>> = async (record, { store }) => {
  const meta = await metaOf(store.objects, record.outputs.state!);
  return [...trained(record, 'stage', meta), ...searched(record.step.parameters, meta)];
};

export const finalState: RecordCheck<RecordOf<'trainWinner'>> = async (record, { store }) => {
  const meta = await metaOf(store.objects, record.outputs.state!);
  return [...trained(record, 'final', meta), ...pair(record.step.parameters, meta)];
};

/** Losses are means; they need a rerun to be proved. Counts of steps cannot exceed the segment's. */
function trained({ step, numbers }: RecordOf<'trainSegment' | 'trainWinner'>, kind: string, meta: Meta): string[] {
  const { from, to } = step.parameters;
  const strange = Object.keys(numbers).filter(
    (name) => !/^(discriminatorLoss|generatorLoss|nonFiniteSteps|nonFinite\/\d+)$/.test(name),
  );
  const { nonFiniteSteps = 0 } = numbers;
  return [
    ...unless('its state', { kind, iteration: to }, { kind: meta.kind, iteration: meta.iteration }),
    ...unless('further names among its numbers', [], strange),
    ...(nonFiniteSteps <= to - from
      ? []
      : [`its steps without a number must be at most ${to - from} (got ${nonFiniteSteps})`]),
  ];
}

type Searched = Pick<RecordOf<'trainSegment'>['step']['parameters'], 'search' | 'sizes'>;

function searched({ search, sizes }: Searched, meta: Meta): string[] {
  const network: NetworkName = searchedHalves(search, [])[0]!.network;
  return unless('the supernet of its state', supernetSpec(network, sizes), meta.searched);
}

type Pair = Pick<RecordOf<'trainWinner'>['step']['parameters'], 'sizes' | 'generator' | 'discriminator'>;

function pair({ sizes, generator, discriminator }: Pair, meta: Meta): string[] {
  return [
    ...unless('the generator of its state', architectureSpec('generator', generator, sizes), meta.generator),
    ...unless(
      'the discriminator of its state',
      architectureSpec('discriminator', discriminator, sizes),
      meta.discriminator,
    ),
  ];
}
