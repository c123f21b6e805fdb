// Runs scripts in a Python of the user's, to compare with PyTorch.
import { spawn } from 'node:child_process';
import { EaganError } from '../../domain/errors.js';
import { childEnvironment } from '../../scripts/child-environment.mjs';

/** Throws EAGAN_TOOL_MISSING for a Python without PyTorch. */
export async function requireTorch(python: string): Promise<void> {
  const { code, stderr } = await executePython(python, ['-c', 'import torch']);
  if (code === 0) return;
  throw new EaganError(
    'EAGAN_TOOL_MISSING',
    `${python} must be a Python that can import torch (got: ${stderr.trim().split('\n').at(-1)})`,
    'Install PyTorch (the figures in the documents are from 2.9.1), or name another Python with --python.',
  );
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end; an exit code other than 0 does not throw. */
export function executePython(program: string, args: readonly string[]): Promise<Outcome> {
  // Otherwise Python would write its compiled files into a checkout that is not ours.
  const env = { ...childEnvironment('trainer'), PYTHONDONTWRITEBYTECODE: '1' };
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.on('error', (error) => done({ code: 127, ...output, stderr: error.message }));
    child.on('close', (code, signal) =>
      done({ code: code ?? 1, ...output, stderr: `${output.stderr}${signal ?? ''}` }),
    );
  });
}
