// What this process computes with: the facts that decide bits and so are part of every record's fingerprint.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { backendFacts } from '../models/backend.js';
import { childEnvironment } from '../scripts/child-environment.mjs';
import type { RuntimeIdentity } from './types.js';

/** The identity of the TensorFlow that this process loads, at its number of threads. */
export function runtimeIdentity(threads: number): RuntimeIdentity {
  const facts = backendFacts();
  const hardware = facts.device === 'gpu' ? gpuHardware() : cpuHardware(read('/proc/cpuinfo'));
  const javascript = `V8 ${process.versions.v8.split('.').slice(0, 2).join('.')}`;
  return { ...facts, hardware, javascript, threads };
}

/**
 * CPU model and the instruction sets by which TensorFlow and oneDNN choose kernels, from the text of /proc/cpuinfo
 * (empty elsewhere).
 */
function cpuHardware(cpuinfo: string): string {
  const model = field(cpuinfo, 'model name') ?? cpus()[0]?.model ?? arch();
  const flags = (field(cpuinfo, 'flags') ?? field(cpuinfo, 'Features') ?? '').split(' ');
  const sets = flags.filter((flag) => /^(sse4|avx|fma$|f16c|amx|asimd|sve|bf16|i8mm)/.test(flag)).sort();
  return [model.trim(), ...sets].join(' ');
}

/** GPU model, driver, and the cuDNN that is mapped into this process. */
function gpuHardware(): string {
  const [model = 'unknown GPU', driver = 'unknown'] = nvidiaSmi().split(', ');
  const cudnn = /libcudnn\.so\.([\d.]+)/.exec(read('/proc/self/maps'))?.[1] ?? 'unknown';
  return `${model}, driver ${driver}, cuDNN ${cudnn}`;
}

function nvidiaSmi(): string {
  try {
    const options = { encoding: 'utf8', timeout: 10_000, env: childEnvironment('tool') } as const;
    const query = ['--query-gpu=name,driver_version', '--format=csv,noheader'];
    // tfjs uses the last visible GPU.
    return execFileSync('nvidia-smi', query, options).trim().split('\n').at(-1) ?? '';
  } catch {
    return '';
  }
}

function field(text: string, name: string): string | undefined {
  return new RegExp(`^${name}\\s*:\\s*(.*)$`, 'm').exec(text)?.[1];
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
