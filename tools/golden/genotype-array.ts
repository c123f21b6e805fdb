// A published genotype: three cells of seven integers, legal for its network; if the name is known, also equal to our
// built-in one.
import { isWhole } from '../../formats/arrays/number-types.js';
import { numbersOf } from '../../formats/arrays/number-array.js';
import { readNpy } from '../../formats/arrays/npy.js';
import { ownOf } from '../../domain/own.js';
import { builtinGenotypes, type BuiltinName } from '../../domain/search/builtin-genotypes.js';
import { genotypeKey, genotypeProblem } from '../../domain/search/genotype.js';
import type { Genotype, NetworkName } from '../../domain/pipeline.js';
import type { GoldenFindings } from './findings.js';
import { MalformedFile } from './malformed.js';

const publishedAs: Readonly<Record<string, BuiltinName>> = {
  'best_G.npy': 'eagan-g',
  'cifar10_D.npy': 'eagan-d-cifar10',
  'stl10_D.npy': 'eagan-d-stl10',
};

/** `name`: the file's; `…G.npy` and `…D.npy` say which network, others may be of either. @throws MalformedFile, FormatError */
export function checkGenotype(bytes: Uint8Array, name: string, findings: GoldenFindings): void {
  const array = readNpy(bytes);
  const { shape, type } = array;
  if (!isWhole(type)) throw new MalformedFile(`a genotype must be of whole numbers (got ${type})`);
  if (`${shape}` !== '3,7')
    throw new MalformedFile(`a genotype must have the shape [3, 7] (got [${shape.join(', ')}])`);
  const data = [...numbersOf(array)];
  const genotype = [0, 7, 14].map((start) => data.slice(start, start + 7));
  const problems = networksOf(name).map((network) => genotypeProblem(network, genotype));
  if (!problems.includes(null)) throw new MalformedFile(`illegal genotype: ${problems.join('; ')}`);
  const known = ownOf(publishedAs, name);
  if (known !== undefined) compareWithBuiltin(genotype, known, findings);
}

function compareWithBuiltin(genotype: Genotype, known: BuiltinName, findings: GoldenFindings): void {
  const { architecture } = builtinGenotypes[known];
  const ours = architecture.form === 'standalone' ? genotypeKey(architecture.genotype) : architecture.form;
  const theirs = genotypeKey(genotype);
  if (ours !== theirs) findings.problem(`the genotype is ${theirs}, our built-in ${known} is ${ours}`);
}

function networksOf(name: string): readonly NetworkName[] {
  if (/(^|[^a-z])g(enerator)?\.npy$/i.test(name)) return ['generator'];
  if (/(^|[^a-z])d(iscriminator)?\.npy$/i.test(name)) return ['discriminator'];
  return ['generator', 'discriminator'];
}
