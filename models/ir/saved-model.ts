// Writes a program as a TensorFlow graph: the bytes of a saved_model.pb without variables or signatures, which a
// session feeds and fetches by node.
import {
  putBytes,
  putInteger,
  messageBytes,
  putMessage,
  putText,
  type WriteMessage as Write,
} from '../message-writer.js';
import { writtenConstant, graphFields, writtenNode, writtenPlaceholder } from './node-writer.js';
import type { Instruction, Program } from './program.js';

/** The version of graphs that TensorFlow 2.21 writes; it decides how old ops are read. */
const graphProducer = 2000;

export const tag = 'serve';

/** The node that computes a slot, and the number of its output. */
export const slotName = (slot: number): string => `n${slot}`;

/** A program as saved_model.pb. Feeds are the nodes `n<slot>` of its inputs; an output is fetched by `outputNames`. */
export function toSavedModel(program: Program): Uint8Array {
  const names = outputNames(program);
  const graph = messageBytes((writer) => {
    for (const { slot, type } of program.inputs)
      putMessage(writer, graphFields.graph.node, writtenPlaceholder(slotName(slot), type));
    for (const { slot, type, shape, data } of program.constants)
      putMessage(writer, graphFields.graph.node, writtenConstant(slotName(slot), type, shape, data));
    for (const instruction of program.instructions)
      putMessage(writer, graphFields.graph.node, computed(instruction, names));
    putMessage(writer, graphFields.graph.versions, (to) =>
      putInteger(to, graphFields.versions.producer, graphProducer),
    );
  });
  return messageBytes((writer) => {
    putInteger(writer, graphFields.savedModel.schemaVersion, 1);
    putMessage(writer, graphFields.savedModel.metaGraphs, (to) => {
      putMessage(to, graphFields.metaGraph.metaInfo, (info) => putText(info, graphFields.metaInfo.tags, tag));
      putBytes(to, graphFields.metaGraph.graph, graph);
    });
  }).slice();
}

/** For each slot `node:output`, the name by which nodes read it and the session fetches it. */
export function outputNames(program: Program): readonly string[] {
  const names: string[] = [];
  for (const { slot } of [...program.inputs, ...program.constants]) names[slot] = `${slotName(slot)}:0`;
  for (const { outputs } of program.instructions)
    outputs.forEach((slot, i) => (names[slot] = `${slotName(outputs[0]!)}:${i}`));
  return names;
}

function computed({ kernel, attributes, inputs, outputs, after }: Instruction, names: readonly string[]): Write {
  const read = inputs.map((slot) => names[slot]!);
  return writtenNode(
    slotName(outputs[0]!),
    kernel,
    after === undefined ? read : [...read, `^${slotName(after)}`],
    attributes,
  );
}
