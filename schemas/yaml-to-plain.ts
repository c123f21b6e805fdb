// A parsed YAML document → plain values with positions; aliases are unfolded up to a budget.
import { isAlias, isMap, isScalar, isSeq, type Alias, type Document, type Node } from 'yaml';
import type { Finding, Path, Place } from './complaint.js';
import { Positions } from './positions.js';

export interface Plain {
  readonly value: unknown;
  readonly positions: Positions;
  readonly findings: readonly Finding[];
}

/** To how many values all aliases together may unfold. */
const aliasBudget = 10_000;

/** Plain values of a document; null if an alias cannot be unfolded, undefined if aliases unfold to too many values. */
export function yamlToPlain(document: Document, place: (start: number, end: number) => Place): Plain {
  const converter = new Converter(place);
  const value = converter.plain(document.contents as Node | null, [], null);
  const { positions, findings } = converter;
  return { value: converter.isExploded ? undefined : value, positions, findings };
}

class Converter {
  readonly positions = new Positions();
  readonly findings: Finding[] = [];
  private unfolded = 0;

  get isExploded(): boolean {
    return this.unfolded > aliasBudget;
  }

  private readonly open = new Set<Node>();
  /** By name, the last one so far: an alias means the nearest before it. */
  private readonly anchors = new Map<string, Node>();
  /** What each alias means where it is written, which an anchor of the same name after it does not change. */
  private readonly targets = new Map<Node, Node | undefined>();

  constructor(private readonly place: (start: number, end: number) => Place) {}

  /** `alias`: the position of the alias that refers to the value; everything in the value gets that position. */
  plain(node: Node | null, path: Path, alias: Place | null): unknown {
    const here = alias ?? this.placeOf(node);
    if (here) this.positions.setValue(path, here);
    if (alias && ++this.unfolded > aliasBudget) return null;
    if (isAlias(node)) return this.unfold(this.targetOf(node, alias !== null), path, here!);
    // The parser's own look-up reads the document from its start for each alias.
    if (node?.anchor && alias === null) this.anchors.set(node.anchor, node);
    if (isScalar(node)) return node.value ?? null;
    if (isSeq(node)) return node.items.map((item, index) => this.plain(item as Node | null, [...path, index], alias));
    if (isMap(node)) return this.mapping(node.items as { key: Node; value: Node | null }[], path, alias);
    return null;
  }

  private mapping(
    items: readonly { key: Node; value: Node | null }[],
    path: Path,
    alias: Place | null,
  ): Record<string, unknown> {
    const mapping = Object.create(null) as Record<string, unknown>;
    for (const { key, value } of items) {
      // A mapping or list as a key was already complained about.
      if (isMap(key) || isSeq(key)) continue;
      const name = String(isScalar(key) ? key.value : key);
      const below = [...path, name];
      const keyPlace = alias ?? this.placeOf(key);
      if (keyPlace) this.positions.setKey(below, keyPlace);
      mapping[name] = this.plain(value, below, alias);
      // An empty value has no position: point at its key.
      if (keyPlace && !this.positions.has(below)) this.positions.setValue(below, keyPlace);
    }
    return mapping;
  }

  private targetOf(alias: Alias, isRepeated: boolean): Node | undefined {
    if (!isRepeated) this.targets.set(alias, this.anchors.get(alias.source));
    return this.targets.get(alias);
  }

  private unfold(target: Node | undefined, path: Path, at: Place): unknown {
    if (!target) return this.complain('refers to no earlier anchor', path, at);
    if (this.open.has(target)) return this.complain('contains itself', path, at);
    const before = this.unfolded;
    this.open.add(target);
    const value = this.plain(target, path, at);
    this.open.delete(target);
    const isLast = before <= aliasBudget && this.unfolded > aliasBudget;
    return isLast ? this.complain(`expands to more than ${aliasBudget} values`, path, at) : value;
  }

  private complain(what: string, path: Path, place: Place): null {
    const message = `this alias ${what}`;
    const expected = 'an alias of an earlier value';
    if (!this.findings.some((finding) => finding.place.start === place.start)) {
      this.findings.push({
        code: 'EAGAN_PIPELINE_ALIAS',
        severity: 'error',
        path,
        place,
        message,
        expected,
        found: `an alias that ${what}`,
        suggestion: 'Write the value out.',
      });
    }
    return null;
  }

  private placeOf(node: Node | null): Place | null {
    const range = node?.range;
    return range && range[1] > range[0] ? this.place(range[0], range[1]) : null;
  }
}
