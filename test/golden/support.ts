// Golden files of the project that a test changes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFile, type FileVerdict } from '../../tools/golden/check-file.js';
import { writeSafetensors } from '../../store/index.js';
import { readSafetensors } from '../../store/safetensors.js';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

export const goldenFile = (name: string): string => join(projectRoot, 'test', 'golden', 'files', name);

/** A golden step's floats by name, and its metadata. Tests change them in place. */
export interface StepContent {
  readonly tensors: Map<string, { shape: readonly number[]; data: Float32Array }>;
  readonly metadata: Record<string, string>;
}

/** The bytes of a golden step after a change. */
export function changedStep(name: string, change: (content: StepContent) => void): Uint8Array {
  const { tensors, metadata } = readSafetensors(readFileSync(goldenFile(name)));
  const content: StepContent = { tensors: new Map(), metadata: { ...metadata } };
  for (const [key, { shape, data }] of tensors) content.tensors.set(key, { shape, data: Float32Array.from(data) });
  change(content);
  return writeSafetensors(content.tensors, content.metadata);
}

/** What the check reports about a file of this name and content. */
export function check(name: string, content: Uint8Array | string): Promise<FileVerdict> {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return checkFile(path);
}
