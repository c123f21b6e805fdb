// What a power cut may leave of a disk, by POSIX: data are there once their file is synced, and names once their folder
// is synced. Before that, both are undefined.
import { root, type DiskState, type Id, type MemoryFile, type Node } from './memory-disk.js';

/** A place where a crash may leave different things. */
interface Choice {
  readonly id: Id;
  /** The name in a folder; absent: the choice is the contents of a file. */
  readonly name?: string;
  readonly options: readonly (Id | null | Uint8Array)[];
}

/** What a name leads to, or led to since its folder was synced. */
function reachable(disk: DiskState): DiskState {
  const found = new Map<Id, Node>();
  const visit = (id: Id | null): void => {
    if (id === null || found.has(id)) return;
    const node = disk.get(id)!;
    found.set(id, node);
    if (node.kind === 'folder') [...node.synced.values(), ...[...node.unsynced.values()].flat()].forEach(visit);
  };
  visit(root);
  return found;
}

function choicesOf(state: DiskState): Choice[] {
  return [...state].flatMap(([id, node]): Choice[] => {
    if (node.kind === 'file') return node.bytes === node.synced ? [] : [{ id, options: contentsAfterCrash(node) }];
    return [...node.unsynced].flatMap(([name, values]) => {
      const options = [...new Set([node.synced.get(name) ?? null, ...values])];
      return options.length > 1 ? [{ id, name, options }] : [];
    });
  });
}

/**
 * The contents that may be left: nothing, the synced bytes, half of the written bytes, zeros of the same length, all
 * bytes.
 */
function contentsAfterCrash({ bytes, synced }: MemoryFile): Uint8Array[] {
  const half = bytes.subarray(0, bytes.length >> 1);
  return [synced ?? new Uint8Array(0), half, new Uint8Array(bytes.length), bytes];
}

function leave(
  state: DiskState,
  choices: readonly Choice[],
  pick: (choice: Choice, index: number) => number,
): DiskState {
  const left = new Map<Id, Node>();
  for (const [id, node] of state) {
    if (node.kind === 'file') left.set(id, { ...node, bytes: node.synced ?? node.bytes });
    else left.set(id, { ...node, names: new Map(node.synced) });
  }
  choices.forEach((choice, index) => {
    const option = choice.options[pick(choice, index)]!;
    const node = left.get(choice.id)!;
    if (node.kind === 'file') left.set(choice.id, { ...node, bytes: option as Uint8Array });
    else if (option === null) (node.names as Map<string, Id>).delete(choice.name!);
    else (node.names as Map<string, Id>).set(choice.name!, option as Id);
  });
  return new Map([...left].map(([id, node]) => [id, settled(node)]));
}

function settled(node: Node): Node {
  if (node.kind === 'file') return { ...node, synced: node.bytes };
  return { ...node, synced: node.names, unsynced: new Map() };
}

/**
 * The disks that a power cut may leave: every combination if they are few. Otherwise nothing and everything of what was
 * not synced, each difference from these two alone, and `samples` combinations chosen by `random` (a number in [0, 1)).
 */
export function* afterPowerCut(disk: DiskState, samples: number, random: () => number): Generator<DiskState> {
  const state = reachable(disk);
  const choices = choicesOf(state);
  const all = choices.reduce((product, { options }) => product * options.length, 1);
  if (all <= samples) {
    for (let number = 0; number < all; number++) yield leave(state, choices, digitsOf(number, choices));
    return;
  }
  const last = ({ options }: Choice): number => options.length - 1;
  yield leave(state, choices, () => 0);
  yield leave(state, choices, last);
  for (const alone of choices.keys()) {
    yield leave(state, choices, (choice, index) => (index === alone ? last(choice) : 0));
    yield leave(state, choices, (choice, index) => (index === alone ? 0 : last(choice)));
  }
  for (let sample = 0; sample < samples; sample++)
    yield leave(state, choices, ({ options }) => Math.floor(random() * options.length));
}

/** The n-th of all combinations. */
function digitsOf(number: number, choices: readonly Choice[]): (choice: Choice, index: number) => number {
  const digits: number[] = [];
  for (const { options } of choices) {
    digits.push(number % options.length);
    number = Math.floor(number / options.length);
  }
  return (_, index) => digits[index]!;
}
