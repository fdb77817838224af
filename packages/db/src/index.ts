export type { Channel } from "./channels/channel.ts";
export * from "./channels/channels.ts";
export * from "./channels/find-channel-candidates.ts";
export * from "./customers/crm-database-service.ts";
export type { Customer, CustomerChanges, NewCustomer } from "./customers/customer.ts";
export type { CustomerActivity } from "./customers/customer-activity.ts";
export { customerNotFound } from "./customers/customer-not-found.ts";
export type { CustomerNote } from "./customers/customer-note.ts";
export { handleIncomingMessage } from "./customers/handle-incoming-message.ts";
export type { CustomerFilters } from "./customers/search/customer-filters.ts";
export type { CustomerInteractions } from "./customers/search/customer-reports.ts";
export type { ServiceDeps } from "./customers/service-deps.ts";
export * from "./dead-letters/index.ts";
export * from "./events/event-outbox.ts";
export { type EventsPlan, planEvents } from "./events/plan-events.ts";
export { recordEvents } from "./events/record-events.ts";
export { type RecordableEvent, toRecordableEvent } from "./events/recordable-event.ts";
export { type Rehearsal, rehearseEvents } from "./events/rehearse-events.ts";
export * from "./integrations/integration-overview.ts";
export * from "./integrations/list-mappings.ts";
export * from "./integrations/list-sync-runs.ts";
export * from "./integrations/sealed-credentials.ts";
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
} from "./integrations/write-integration.ts";
export * from "./operators/api-keys.ts";
export * from "./operators/operator-audit.ts";
export * from "./operators/overview.ts";
export * from "./replays/index.ts";
export { isDatabaseAway } from "./sql/database-error.ts";
export type { Metadata } from "./sql/metadata.ts";
export { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT, type Page, type PageRequest } from "./sql/page.ts";
export { createSyncStore } from "./sync/create-sync-store.ts";
export { moveSyncStatus } from "./sync/pass.ts";
export { PassStoppedError } from "./sync/pass-stopped-error.ts";
export { resync } from "./sync/resync.ts";
export type { SyncScope } from "./sync/sync-scope.ts";
export type * from "./sync/sync-store.ts";
export * from "./sync-failures/index.ts";
