// Operations of pickles that make and fill lists, tuples, dictionaries and sets.
import type { PickleMachine } from './machine.js';
import type { PickleOperations } from './operations.js';
import { asKey, kindOf } from './values.js';

function pushTuple(machine: PickleMachine, count: number): void {
  const items = Array.from({ length: count }, () => machine.pop()).reverse();
  machine.push(items);
}

function append(machine: PickleMachine, items: readonly unknown[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) machine.fail(`values must be added to a list (got ${kindOf(list)})`);
  // Not all at once: a call has at most some thousand arguments.
  for (const item of items) list.push(item);
}

function put(machine: PickleMachine, items: readonly unknown[]): void {
  const map = machine.top();
  if (!(map instanceof Map)) machine.fail(`keys must be put into a dictionary (got ${kindOf(map)})`);
  if (items.length % 2 !== 0) machine.fail(`keys and values must come in pairs (got ${items.length} values)`);
  for (let i = 0; i < items.length; i += 2) map.set(asKey(items[i]), items[i + 1]);
}

function pushMap(machine: PickleMachine, items: readonly unknown[]): void {
  machine.push(new Map());
  put(machine, items);
}

function addToSet(machine: PickleMachine): void {
  const items = machine.popToMark();
  const set = machine.top();
  if (!(set instanceof Set)) machine.fail(`values must be added to a set (got ${kindOf(set)})`);
  for (const item of items) set.add(asKey(item));
}

function putOne(machine: PickleMachine): void {
  const value = machine.pop();
  put(machine, [machine.pop(), value]);
}

export const containerOperations: PickleOperations = {
  ']': (machine) => machine.push([]),
  l: (machine) => machine.push(machine.popToMark()),
  a: (machine) => append(machine, [machine.pop()]),
  e: (machine) => append(machine, machine.popToMark()),
  ')': (machine) => machine.push([]),
  t: (machine) => machine.push(machine.popToMark()),
  '\x85': (machine) => pushTuple(machine, 1),
  '\x86': (machine) => pushTuple(machine, 2),
  '\x87': (machine) => pushTuple(machine, 3),
  '}': (machine) => machine.push(new Map()),
  d: (machine) => pushMap(machine, machine.popToMark()),
  s: putOne,
  u: (machine) => put(machine, machine.popToMark()),
  '\x8f': (machine) => machine.push(new Set()),
  '\x90': addToSet,
  '\x91': (machine) => machine.push(new Set(machine.popToMark().map(asKey))),
};
