// The rules by which a stage can choose its survivors: one row for each. How they choose is in survival.ts.
import { EaganError } from '../errors.js';
import { ownOf } from '../own.js';
import type { Direction, Objective } from './figures.js';

interface Row {
  /** The parameters that a pipeline can give the rule, with their defaults. */
  readonly parameters: Readonly<Record<string, number>>;
  /** What people read wherever the rule decides; null: it is Pareto selection and needs no label. */
  readonly meaning: ((parameters: Readonly<Record<string, number>>) => string) | null;
  /** The only objectives that the rule can compare; absent: it takes any. */
  readonly objectives?: Readonly<Partial<Record<Objective, Direction>>>;
}

const rows = {
  /** Fast non-dominated sorting with crowding. */
  nonDominated: { parameters: {}, meaning: null },
  /** The rule of EAGAN's published script (official-selection.ts). */
  officialRepo: {
    parameters: {},
    meaning: () => "the published script's rule",
    objectives: { frechetDistance: 'minimize', classifierScore: 'maximize', parameters: 'minimize' },
  },
  /** Random search: nobody survives. */
  random: { parameters: {}, meaning: () => 'nobody survives, each generation is drawn afresh' },
  /** The best by rank of a few drawn individuals (tournament.ts). */
  tournament: { parameters: { size: 2 }, meaning: ({ size }) => `winners among ${size} drawn at random` },
} as const satisfies Readonly<Record<string, Row>>;

export type SelectionKind = keyof typeof rows;

/** The rule of a stage: its kind, and the parameters of that kind. */
export type SelectionRule = {
  [Kind in SelectionKind]: { readonly kind: Kind } & {
    readonly [Name in keyof (typeof rows)[Kind]['parameters']]: number;
  };
}[SelectionKind];

/** The names of all rules, in the order of the table. */
export const selectionKinds = Object.keys(rows) as readonly SelectionKind[];
export function selectionRow(kind: SelectionKind): Row {
  const row = ownOf<Row>(rows, kind);
  if (row !== undefined) return row;
  throw new EaganError(
    'EAGAN_RECORD_INCONSISTENT',
    `a rule of selection must be one of ${selectionKinds.join(', ')} (got ${kind})`,
  );
}

/** A rule as a pipeline gives it, with defaults for the parameters that it leaves out. */
export function completeRule({ kind, ...given }: { readonly kind: SelectionKind }): SelectionRule {
  return { kind, ...rows[kind].parameters, ...given } as SelectionRule;
}
