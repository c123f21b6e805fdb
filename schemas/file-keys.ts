// The keys of a file that do not belong to the pipeline: `extends` and `parameters`.
import type { Finding } from './complaint.js';
import type { Positions } from './positions.js';
import { schemaRounds } from './schema-rounds.js';
import { fileKeyErrors } from './schema.js';

/** What the schema refuses of these keys. */
export function fileKeyFindings(keys: Readonly<Record<string, unknown>>, positions: Positions): readonly Finding[] {
  return schemaRounds(keys, positions, fileKeyErrors).findings;
}
