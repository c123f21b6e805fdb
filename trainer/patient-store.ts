// The store as tasks see it: a full disk does not end a write. The task waits for space and keeps what it has in
// memory.
import { errorCodeOf } from '../domain/errors.js';
import type { Checkpoints, Store } from '../store/types.js';

/**
 * The same store. Its objects, checkpoints and recovery points call `wait` while the disk is full, and then write
 * again.
 */
export function patientStore(store: Store, wait: () => Promise<void>): Store {
  const patiently = async <T>(write: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (errorCodeOf(error) !== 'EAGAN_DISK_FULL') throw error;
        await wait();
      }
    }
  };
  const patient = (checkpoints: Checkpoints): Checkpoints => ({
    ...checkpoints,
    write: (meta, tensors) => patiently(() => checkpoints.write(meta, tensors)),
  });
  return {
    ...store,
    objects: { ...store.objects, put: (bytes) => patiently(() => store.objects.put(bytes)) },
    checkpoints: patient(store.checkpoints),
    recovery: {
      ...store.recovery,
      checkpoints: (key, attempt) => patient(store.recovery.checkpoints(key, attempt)),
      write: (...point) => patiently(() => store.recovery.write(...point)),
    },
  };
}
