// Which branch of a tagged union was meant if its tag is missing or wrong: the branch that fits best.
import { nearestName } from './nearest.js';
import { resolveSchema, tagOf, type Schema } from './schema.js';

type Mapping = Readonly<Record<string, unknown>>;

/** The most likely tag. */
export function likeliestTag(value: Mapping, union: Schema): string {
  const tags = union.oneOf!.map((branch) => tagOf(union, branch));
  const written = value[writtenTag(value, tags[0]!.name)];
  const near =
    typeof written === 'string'
      ? nearestName(
          written,
          tags.map((tag) => tag.value),
        )
      : undefined;
  const ranked = union.oneOf!.map((branch, index) => {
    const { name, value: tag } = tags[index]!;
    return { tag, misfit: misfits(value, resolveSchema(branch), name) + (tag === near ? -1.5 : 0) + cost(value, tag) };
  });
  return ranked.sort((a, b) => a.misfit - b.misfit)[0]!.tag;
}

/** The key of the tag, which may be misspelt. */
const writtenTag = (value: Mapping, tag: string): string =>
  tag in value ? tag : (Object.keys(value).find((key) => nearestName(key, [tag]) !== undefined) ?? tag);

/** How badly keys and plain values fit a branch. Missing keys do not count: the author may write them next. */
function misfits(value: Mapping, { properties = {} }: Schema, tagName: string): number {
  return Object.entries(value)
    .filter(([key]) => key !== tagName)
    .reduce((sum, [key, item]) => sum + misfitOfKey(key, item, properties), 0);
}

function misfitOfKey(key: string, item: unknown, properties: NonNullable<Schema['properties']>): number {
  if (Object.hasOwn(properties, key)) return misfit(item, properties[key]!);
  return nearestName(key, Object.keys(properties)) === undefined ? 4 : 1;
}

function misfit(value: unknown, unresolved: Schema): number {
  const { enum: listed, const: only } = resolveSchema(unresolved);
  const isListed = listed?.includes(value) ?? (only === undefined || only === value);
  return isListed && fitsType(value, unresolved) ? 0 : 2;
}

/** True if the schema allows a value of this type. */
export function fitsType(value: unknown, unresolved: Schema): boolean {
  const { type, oneOf } = resolveSchema(unresolved);
  const types = [type ?? (oneOf ? 'object' : [])].flat();
  return types.length === 0 || types.some((one) => isOfType(value, one));
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

/** The schema allows discriminators against one opponent; the checks of meaning do not (EAGAN_STAGE_PAIRING). */
const cost = ({ search }: Mapping, tag: string): number => (search === 'discriminator' && tag === 'manyToOne' ? 1 : 0);
