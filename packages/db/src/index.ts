export type { Channel } from "./channels/channel.ts";
export * from "./channels/channels.ts";
export * from "./channels/find-channel-candidates.ts";
export * from "./channels/list-channels-at.ts";
export * from "./customers/crm-database-service.ts";
export {
  type Customer,
  type CustomerChanges,
  customerNotFound,
  type NewCustomer,
} from "./customers/customer.ts";
export type { CustomerActivity } from "./customers/customer-activity.ts";
export type { CustomerNote } from "./customers/customer-note.ts";
export { handleIncomingMessage } from "./customers/handle-incoming-message.ts";
export type { CustomerInteractions } from "./customers/search/customer-reports.ts";
export type { CustomerFilters } from "./customers/search/list-customers.ts";
export type { ServiceDeps } from "./customers/tenant-scope.ts";
export { countSelection, type SelectionCounts } from "./dead-letters/count-selection.ts";
export {
  type DeadLetter,
  DeadLetterReason,
  DeadLetterStatus,
  type Operator,
  type OperatorAct,
} from "./dead-letters/dead-letter.ts";
export { DeadLetterDeed, type DeadLetterHistoryEntry } from "./dead-letters/dead-letter-history.ts";
export type { DeadLetterFilter, DeadLetterSelection } from "./dead-letters/dead-letter-selection.ts";
export * from "./dead-letters/delete-settled-dead-letters.ts";
export * from "./dead-letters/discard-dead-letters.ts";
export * from "./dead-letters/find-dead-letter.ts";
export * from "./dead-letters/list-dead-letters.ts";
export * from "./dead-letters/park-events.ts";
export * from "./events/event-outbox.ts";
export { type EventsPlan, planEvents } from "./events/plan-events.ts";
export { recordEvents } from "./events/record-events.ts";
export { type RecordableEvent, toRecordableEvent } from "./events/recordable-event.ts";
export * from "./events/rehearse-events.ts";
export { findIntegration, type Integration } from "./integrations/integration.ts";
export * from "./integrations/integration-overview.ts";
export * from "./integrations/list-mappings.ts";
export * from "./integrations/list-sync-runs.ts";
export * from "./integrations/sealed-credentials.ts";
export * from "./integrations/write-integration.ts";
export * from "./operators/api-keys.ts";
export * from "./operators/operator-audit.ts";
export * from "./operators/overview.ts";
export * from "./replays/begin-edited-replay.ts";
export { beginReplay } from "./replays/begin-replay.ts";
export * from "./replays/count-recorded.ts";
export * from "./replays/delete-finished-replays.ts";
export * from "./replays/end-replay.ts";
export * from "./replays/list-replays.ts";
export * from "./replays/list-selected-letters.ts";
export { type Replay, type ReplayRef, ReplayState } from "./replays/replay.ts";
export {
  listSendingLetters,
  noteSentAs,
  type ReplayLetter,
  type ReplayPageLimits,
  recordSentLetters,
  refuseLetters,
  type SentAs,
  takeReplayPage,
} from "./replays/replay-page.ts";
export { isDatabaseAway } from "./sql/database-error.ts";
export type { Metadata } from "./sql/metadata.ts";
export { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT, type Page, type PageRequest } from "./sql/page.ts";
export * from "./sync/create-sync-store.ts";
export { PassStoppedError, type SyncScope } from "./sync/guard.ts";
export * from "./sync/list-integrations-to-sync.ts";
export { moveSyncStatus } from "./sync/pass.ts";
export * from "./sync/resync.ts";
export type * from "./sync/sync-store.ts";
export * from "./sync-failures/find-sync-failure.ts";
export * from "./sync-failures/list-sync-failures.ts";
export {
  countNotFound,
  countSyncFailures,
  retrySyncFailures,
  type SyncFailureCount,
  type SyncFailureSelection,
} from "./sync-failures/retry-sync-failures.ts";
export {
  parseSyncFailureId,
  type SyncFailure,
  type SyncFailureKey,
  SyncFailureReason,
} from "./sync-failures/sync-failure.ts";
