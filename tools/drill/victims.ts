// The processes of a state folder that a drill may kill, by what they are.
import { childrenOf } from '../../worker/process-table.js';
import { supervisorStatus } from '../../worker/supervisor.js';

type Role = 'cli' | 'supervisor' | 'server' | 'worker' | 'trainer';

export interface Victim {
  readonly role: Role;
  readonly pid: number;
}

/** Every living process of the state folder; of the commands only the given one. */
export async function processesOf(stateFolder: string, cli: number | null): Promise<Victim[]> {
  const status = await supervisorStatus(stateFolder);
  const own: [Role, number | null | undefined][] = [
    ['cli', cli],
    ['supervisor', status?.pid],
    ['server', status?.server?.pid],
    ['worker', status?.worker.pid],
  ];
  const found = own.flatMap(([role, pid]): Victim[] => (pid ? [{ role, pid }] : []));
  const worker = status?.worker.pid;
  return [...found, ...(worker ? childrenOf(worker) : []).map((pid): Victim => ({ role: 'trainer', pid }))];
}
