// Replaces `${param:name}` by the values of parameters.
import type { Finding, Path } from './complaint.js';
import { unknownParameter, type Parameters } from './parameters.js';
import type { Positions } from './positions.js';

type Mapping = Record<string | number, unknown>;

/** The findings, and where nothing could be replaced: the text is still there. */
export interface SubstitutionResult {
  readonly findings: readonly Finding[];
  readonly broken: readonly Path[];
}

/** Changes the texts in `root` that name parameters. */
export function substitute(root: unknown, positions: Positions, parameters: Parameters): SubstitutionResult {
  const substitution = new Substitution(positions, parameters);
  substitution.visit(root, []);
  return substitution;
}

const pattern = /\$\{param:([^}]*)\}/g;

class Substitution implements SubstitutionResult {
  readonly findings: Finding[] = [];
  readonly broken: Path[] = [];

  constructor(
    private readonly positions: Positions,
    private readonly parameters: Parameters,
  ) {}

  visit(holder: unknown, path: Path): void {
    if (typeof holder !== 'object' || holder === null) return;
    for (const [name, value] of Object.entries(holder)) {
      const key = Array.isArray(holder) ? Number(name) : name;
      if (typeof value === 'string') (holder as Mapping)[key] = this.text(value, [...path, key]);
      else this.visit(value, [...path, key]);
    }
  }

  private text(text: string, path: Path): unknown {
    const names = [...text.matchAll(pattern)].map(([, name]) => name!.trim());
    if (names.length === 0) return text;
    const { values } = this.parameters;
    const missing = names.filter((name) => !values.has(name));
    if (missing.length > 0) return this.refuse(text, path, missing);
    const isWhole = text.replace(pattern, '') === '' && names.length === 1;
    this.positions.setParameter(path, { name: names.join(', '), place: values.get(names[0]!)!.place, isWhole });
    if (isWhole) return values.get(names[0]!)!.value;
    return text.replace(pattern, (_, name: string) => String(values.get(name.trim())!.value));
  }

  /** A declared parameter without a legal value was complained about at its declaration. */
  private refuse(text: string, path: Path, missing: readonly string[]): string {
    const { names, isUsable } = this.parameters;
    for (const name of isUsable ? missing.filter((one) => !names.includes(one)) : []) {
      this.findings.push(unknownParameter(name, names, this.positions.value(path), path));
    }
    this.broken.push(path);
    return text;
  }
}
