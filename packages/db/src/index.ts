export * from "./api-keys.ts";
export type { Channel } from "./channel.ts";
export * from "./channels.ts";
export * from "./crm-database-service.ts";
export type { Customer, CustomerChanges, NewCustomer } from "./customer.ts";
export type { CustomerActivity } from "./customer-activity.ts";
export type { CustomerFilters } from "./customer-filters.ts";
export { customerNotFound } from "./customer-not-found.ts";
export type { CustomerNote } from "./customer-note.ts";
export type { CustomerInteractions } from "./customer-reports.ts";
export { isDatabaseAway } from "./database-error.ts";
export * from "./dead-letters/index.ts";
export * from "./event-outbox.ts";
export { type EventsPlan, planEvents } from "./events/plan-events.ts";
export { recordEvents } from "./events/record-events.ts";
export { type RecordableEvent, toRecordableEvent } from "./events/recordable-event.ts";
export { type Rehearsal, rehearseEvents } from "./events/rehearse-events.ts";
export * from "./find-channel-candidates.ts";
export { handleIncomingMessage } from "./handle-incoming-message.ts";
export * from "./integration-overview.ts";
export {
  deleteIntegration,
  findIntegration,
  type Integration,
  type IntegrationChanges,
  insertIntegration,
  listIntegrationsToSync,
  type NewIntegration,
  reviveIntegration,
  updateIntegration,
} from "./integrations.ts";
export * from "./list-mappings.ts";
export * from "./list-sync-runs.ts";
export type { Metadata } from "./metadata.ts";
export * from "./operator-audit.ts";
export * from "./overview.ts";
export { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT, type Page, type PageRequest } from "./page.ts";
export * from "./replays/index.ts";
export * from "./sealed-credentials.ts";
export type { ServiceDeps } from "./service-deps.ts";
export { createSyncStore } from "./sync/create-sync-store.ts";
export { moveSyncStatus } from "./sync/pass.ts";
export { PassStoppedError } from "./sync/pass-stopped-error.ts";
export { resync } from "./sync/resync.ts";
export type { SyncScope } from "./sync/sync-scope.ts";
export type * from "./sync/sync-store.ts";
export * from "./sync-failures/index.ts";
