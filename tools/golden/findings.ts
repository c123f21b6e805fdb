// The findings of a check: each quantity's difference and what is allowed, and sentences about those that differ more.

/** Where a quantity came nearest to the limit. */
export interface Closest {
  readonly what: string;
  /** Difference divided by what is allowed. */
  readonly share: number;
}

export class GoldenFindings {
  readonly problems: string[] = [];
  readonly notes: string[] = [];
  closest: Closest | undefined;

  /** Records a difference; NaN counts as one. */
  expect(what: string, difference: number, allowed: number): void {
    if (!(difference <= allowed)) {
      this.problems.push(`${what} differs by ${shortFigure(difference)} (allowed: ${shortFigure(allowed)})`);
      return;
    }
    const share = allowed === 0 ? 0 : difference / allowed;
    if (share > (this.closest?.share ?? 0)) this.closest = { what, share };
  }

  /** A number within `relative` of the expected one. */
  expectRelative(what: string, ours: number, expected: number, relative: number): void {
    this.expect(what, Math.abs(ours - expected), relative * Math.abs(expected));
  }

  /** Takes over another's, each problem after a prefix; does not repeat a note. */
  add(other: GoldenFindings, prefix = ''): void {
    this.problems.push(...other.problems.map((problem) => prefix + problem));
    this.notes.push(...other.notes.filter((note) => !this.notes.includes(note)));
    if (other.closest !== undefined && other.closest.share > (this.closest?.share ?? 0)) this.closest = other.closest;
  }

  problem(sentence: string): void {
    this.problems.push(sentence);
  }

  /** Something that a person should know although it is no problem. */
  note(sentence: string): void {
    this.notes.push(sentence);
  }
}

/** Three digits, as short as possible. */
export const shortFigure = (value: number): string => String(Number(value.toPrecision(3)));
