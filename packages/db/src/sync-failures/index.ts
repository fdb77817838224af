export { findSyncFailure } from "./find-sync-failure.ts";
export { listSyncFailures } from "./list-sync-failures.ts";
export {
  countNotFound,
  countSyncFailures,
  retrySyncFailures,
  type SyncFailureCount,
  type SyncFailureSelection,
} from "./retry-sync-failures.ts";
export {
  parseSyncFailureId,
  type SyncFailure,
  type SyncFailureKey,
  SyncFailureReason,
} from "./sync-failure.ts";
