// The form of a matrix's refs: what readers rely on.
import { actorForm } from '../ledger/actor.js';
import { absentOr, count, fields, finite, listOf, mapOf, oneOf, text, type ValueShape } from '../shape.js';
import type { matrixRefs } from './matrix.js';
import { runName } from './run-shape.js';

const shapes = {
  asked: fields({
    name: runName,
    file: text,
    members: listOf(fields({ run: runName, seed: finite, setting: listOf(text) })),
    createdAt: text,
    by: actorForm,
  }),
  request: fields({ kind: oneOf('go', 'pause', 'cancel'), at: text, by: actorForm, again: absentOr(mapOf(count)) }),
} as const satisfies Record<keyof typeof matrixRefs, ValueShape>;

/** What is wrong with the value of one of a matrix's refs; null: nothing. */
export const matrixRefProblem = (ref: keyof typeof shapes, value: unknown): string | null => shapes[ref](value, ref);
