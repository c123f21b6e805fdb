// Examines the file of a network in a process set up like a trainer.
import { measureInChild } from '../../planning/measure-in-child.js';
import type { NetworkCheck, NetworkRequest } from '../../trainer/networks/check-network.js';

/** Throws EAGAN_EXTRACTOR_NOT_FOUND, EAGAN_EXTRACTOR_INVALID, EAGAN_FILE_REFUSED or EAGAN_ONNX_MISSING. */
export async function checkNetworkFile(request: NetworkRequest, threads: number): Promise<NetworkCheck> {
  const { value } = await measureInChild<NetworkCheck>(new URL('./check-child.js', import.meta.url), request, threads);
  return value;
}
