// Operations of pickles that name, call and fill objects: the dangerous ones, which reach only the allowed names.
import { latin1, utf8 } from '../byte-cursor.js';
import type { PickleMachine } from './machine.js';
import type { PickleOperations } from './operations.js';
import { asText, kindOf, StatefulValue } from './values.js';

function readGlobal(machine: PickleMachine): unknown {
  const [moduleAt, module] = [machine.reader.at, machine.reader.line(1000)];
  const [nameAt, name] = [machine.reader.at, machine.reader.line(1000)];
  return machine.global(utf8(module, moduleAt), utf8(name, nameAt));
}

function pushStackGlobal(machine: PickleMachine): void {
  const name = asText(machine.pop(), 'the name of an object', machine.offset);
  machine.push(machine.global(asText(machine.pop(), 'the name of a module', machine.offset), name));
}

function callTop(machine: PickleMachine): void {
  const args = machine.pop();
  machine.call(machine.pop(), args);
}

function callWithNames(machine: PickleMachine): void {
  const names = machine.pop();
  if (!(names instanceof Map) || names.size > 0) machine.fail('a call must have no named arguments (it has)');
  callTop(machine);
}

/** `o` of protocol 1: the callee lies below its arguments. */
function callSinceMark(machine: PickleMachine): void {
  const [callee, ...args] = machine.popToMark();
  machine.call(callee, args);
}

/** The attributes of a dictionary's subclass, such as `_metadata` in a PyTorch file, are no entries. */
function build(machine: PickleMachine): void {
  const state = machine.pop();
  const target = machine.top();
  if (target instanceof Map) return;
  if (!(target instanceof StatefulValue)) machine.fail(`a state must belong to an object (got ${kindOf(target)})`);
  target.setState(state, machine.offset);
}

const refuse =
  (what: string) =>
  (machine: PickleMachine): never =>
    machine.fail(`a pickle must not use ${what}`);

export const objectOperations: PickleOperations = {
  c: (machine) => machine.push(readGlobal(machine)),
  '\x93': pushStackGlobal,
  R: callTop,
  '\x81': callTop,
  '\x92': callWithNames,
  i: (machine) => machine.call(readGlobal(machine), machine.popToMark()),
  o: callSinceMark,
  b: build,
  P: (machine, reader) => machine.lookUp(latin1(reader.line(1000))),
  Q: (machine) => machine.lookUp(machine.pop()),
  '\x82': refuse('the registry of extensions'),
  '\x83': refuse('the registry of extensions'),
  '\x84': refuse('the registry of extensions'),
  '\x97': refuse('buffers outside of it'),
  '\x98': refuse('buffers outside of it'),
};
