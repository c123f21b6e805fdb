// The folders of a store, all of them. None may be a link.

export const fixedFolders: readonly string[] = [
  ...['objects', 'refs', 'records', 'ledger', 'claims', 'journal'],
  ...['quarantine', 'removed', 'trash', 'recovery', 'index'],
];
