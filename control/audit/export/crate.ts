// ro-crate-metadata.json: what the export is, for archives and search engines. RO-Crate 1.1 with the profile Process
// Run Crate 0.5: one action (the run), its instrument (eagan), its input (the pipeline), its results.
import type { Digest } from '../../../domain/digest.js';
import { pipelineName } from '../../runs/exported-files.js';
import type { AuditSource } from './source.js';

const profile = 'https://w3id.org/ro/wfrun/process/0.5';
const specification = 'https://w3id.org/ro/crate/1.1';

type Entity = Readonly<Record<string, unknown>>;
const to = (id: string): Entity => ({ '@id': id });

/** A file of the export, for its description. */
export interface DescribedFile {
  readonly name: string;
  readonly about: string;
  readonly format: string;
}

/** The metadata as JSON-LD. Its times are those of the run, so that equal stores give equal bytes. */
export function crateMetadata(
  source: AuditSource,
  files: readonly DescribedFile[],
  written: ReadonlyMap<string, Digest>,
): Entity {
  const { frozen, state } = source.run;
  const ended = state && 'finishedAt' in state ? state.finishedAt : null;
  const people = peopleOf(source);
  const results = [...source.results.keys()].map((name) => to(`results/${name}`));
  const root = {
    ...{ '@id': './', '@type': 'Dataset', name: `Audit export of run ${frozen.run}` },
    description: `Everything that proves run ${frozen.run} of eagan, an evolutionary search for GAN architectures.`,
    datePublished: ended ?? frozen.createdAt,
    license: to('#licence'),
    ...(people.length > 0 ? { author: people.map(({ '@id': id }) => to(id as string)) } : {}),
    ...{ conformsTo: to(profile), hasPart: files.map(({ name }) => to(name)), mentions: to('#run') },
  };
  const action = {
    ...{ '@id': '#run', '@type': 'CreateAction', name: `Run ${frozen.run}`, instrument: to('#eagan') },
    ...{ object: to(`results/${pipelineName}`), result: [...results, to('candidates.csv')] },
    ...(state ? { startTime: withOffset(state.startedAt) } : {}),
    ...(ended ? { endTime: withOffset(ended) } : {}),
    ...(people.length > 0 ? { agent: people.map(({ '@id': id }) => to(id as string)) } : {}),
    description: 'The search: its steps, attempts and people are in ledger.jsonl.',
    ...statusOf(state?.status),
  };
  const described = files.map((file) => fileEntity(file, written));
  const graph = [descriptor, root, profileEntity, licence, action, programOf(source), ...people, ...described];
  return { '@context': `${specification}/context`, '@graph': graph };
}

const descriptor: Entity = {
  ...{ '@id': 'ro-crate-metadata.json', '@type': 'CreativeWork' },
  ...{ conformsTo: to(specification), about: to('./') },
};

const profileEntity: Entity = { '@id': profile, '@type': 'CreativeWork', name: 'Process Run Crate', version: '0.5' };

/** The profile's validator knows only the long form of UTC. */
const withOffset = (at: string): string => at.replace(/Z$/, '+00:00');

const licence: Entity = {
  ...{ '@id': '#licence', '@type': 'CreativeWork', name: 'No licence is given here' },
  description: 'Ask the person who gave you this export what you may do with it.',
};

/** Of a run that goes on, or that somebody stopped, nothing is said. */
function statusOf(status: string | undefined): Entity {
  if (status === 'completed') return { actionStatus: 'http://schema.org/CompletedActionStatus' };
  const isFailed = status === 'failed' || status === 'blocked';
  return isFailed ? { actionStatus: 'http://schema.org/FailedActionStatus' } : {};
}

function fileEntity({ name, about, format }: DescribedFile, written: ReadonlyMap<string, Digest>): Entity {
  const sha256 = written.get(name);
  return {
    '@id': name,
    '@type': 'File',
    name,
    description: about,
    encodingFormat: format,
    ...(sha256 ? { sha256 } : {}),
  };
}

function programOf({ programs }: AuditSource): Entity {
  const versions = [...new Set(programs.map(({ version }) => String(version)))];
  return {
    ...{ '@id': '#eagan', '@type': 'SoftwareApplication', name: 'eagan', url: 'https://arxiv.org/abs/2111.15097' },
    ...(versions.length > 0 ? { softwareVersion: versions.join(', ') } : {}),
  };
}

/** Who the ledger says asked for something: declared, not proved. */
function peopleOf({ events }: AuditSource): Entity[] {
  const actors = events.map(({ by }) => by as { user?: unknown; host?: unknown; declared?: unknown } | undefined);
  const names = actors.flatMap((by) => (by ? [String(by.declared ?? `${String(by.user)} on ${String(by.host)}`)] : []));
  return [...new Set(names)].map((name, index) => ({ '@id': `#person-${index + 1}`, '@type': 'Person', name }));
}
