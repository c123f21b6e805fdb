// Which files a state folder has, by their paths. Anything else was put there by somebody.
import { matrixRefs } from '../../../domain/runs/matrix.js';
import { runRefs } from '../../../domain/runs/run-state.js';

const hex = (digits: number): string => `[0-9a-f]{${digits}}`;
const run = '[A-Za-z0-9_][A-Za-z0-9._-]{0,99}';
/** Names that eagan gives, without a digest or a number in them. */
const plain = '[A-Za-z0-9_@][A-Za-z0-9._:@+-]{0,199}';
const refs = Object.keys(runRefs).join('|');
const refsOfMatrices = Object.keys(matrixRefs).join('|');

const forms = [
  String.raw`(\.gitignore|supervisor\.secret|payload-keys)`,
  String.raw`store/store\.json`,
  `store/objects/${hex(2)}/${hex(62)}`,
  String.raw`store/refs/runs/${run}/(${refs})/@\d{1,9}\.json`,
  String.raw`store/refs/matrices/${run}/(${refsOfMatrices})/@\d{1,9}\.json`,
  String.raw`store/records/${hex(2)}/${hex(64)}-${hex(64)}\.json`,
  String.raw`store/(ledger|journal)/${run}/\d{8}\.json`,
  String.raw`store/index/${run}/\d{8}\.jsonl`,
  String.raw`store/index/${run}/samples/${hex(64)}\.json`,
  String.raw`store/removed/\d{8}\.json`,
  String.raw`store/claims/${run}/${hex(64)}/${plain}\.json`,
  `store/recovery/${hex(64)}/${run}/${hex(16)}/${plain}/(points|objects/${hex(2)})/${plain}`,
  `store/(quarantine|trash)/${plain}(/${plain}){0,6}`,
  `(runs/${run}|logs|temporal|calibrations)/${plain}(/${plain}){0,3}`,
  // What killed processes left unfinished.
  String.raw`supervisor\.secret\.${hex(12)}`,
  String.raw`payload-keys\.\d+\.${hex(12)}`,
  String.raw`runs/${run}/(${plain}/){0,2}\.tmp-${plain}`,
  String.raw`store/(${plain}/){0,8}\.tmp-${plain}`,
].map((form) => new RegExp(`^(?:${form})$`));

/** True if eagan has files of such a path. */
export const isKnownFile = (path: string): boolean => forms.some((form) => form.test(path));

/** Where processes that ended leave sockets. Nothing here connects to them. */
export const isLock = (path: string): boolean =>
  /^(supervisor\.sock|payload-keys\.lock|temporal\/database\.sock)(\.\w{6})?(\/|$)/.test(path);

const folderForm = new RegExp(`^(store|runs|logs|temporal|calibrations)(/${plain})*$`);

/** True if eagan has folders of such a name. */
export const isKnownFolder = (path: string): boolean => folderForm.test(path);

/** The digest of an object by its path; null for any other file. */
export function objectOf(path: string): string | null {
  const found = new RegExp(`^store/objects/(${hex(2)})/(${hex(62)})$`).exec(path);
  return found ? `${found[1]}${found[2]}` : null;
}

/** Small files of runs, which are read as a whole and kept in memory. */
export const isStateFile = (path: string): boolean =>
  /^store\/(refs|records|ledger|journal|claims|removed)\//.test(path);
