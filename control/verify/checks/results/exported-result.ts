// The export: its JSON files are made again from its inputs, and its parameters are counted again.
import { omit } from '../../../../domain/omit.js';
import { genotypesOf, manifestOf, readableJson } from '../../../../domain/steps/export-texts.js';
import { costsOf } from '../../../../trainer/judging/costs.js';
import { architectureSpec } from '../../../../trainer/state/network-specs.js';
import type { NetworkName } from '../../../../domain/pipeline.js';
import { fastDigest } from '../../../../store/index.js';
import { unless, type RecordCheck, type RecordOf } from '../check.js';

export const exportedResult: RecordCheck<RecordOf<'export'>> = async ({ step, outputs, numbers }, { store }) => {
  const counts = { generator: countOf(step, 'generator'), discriminator: countOf(step, 'discriminator') };
  const manifest = await manifestOf(step, omit(outputs, 'manifest'), counts, store.objects);
  return [
    ...unless('its numbers', { parameters: counts.generator, discriminatorParameters: counts.discriminator }, numbers),
    ...unless('its genotypes', digestOf(genotypesOf(step.parameters)), outputs.genotype),
    ...unless('its manifest', digestOf(manifest), outputs.manifest),
  ];
};

function countOf({ parameters }: RecordOf<'export'>['step'], network: NetworkName): number {
  const { sizes } = parameters;
  const specs = [architectureSpec(network, parameters[network], sizes)];
  return costsOf({ search: network, genotype: [], specs, imageSize: sizes.generator.bottomWidth * 8 }).parameters!;
}

const digestOf = (value: object): string => fastDigest(readableJson(value));
