// A configured Temporal, and none, for the tests of worker/.

/** Makes this process (and those it starts) see no Temporal that the person who runs the tests has configured. */
export function forgetConfiguredTemporal(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('TEMPORAL_')) delete process.env[name];
  process.env.TEMPORAL_CONFIG_FILE = '/nowhere/temporal.toml';
}

/** Runs something with a configured Temporal. */
export async function withConfigured<T>(address: string, namespace: string, work: () => Promise<T>): Promise<T> {
  Object.assign(process.env, { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace });
  return work().finally(forgetConfiguredTemporal);
}
