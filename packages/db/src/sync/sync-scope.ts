/** Whose pass it is. */
export interface SyncScope {
  db: D1Database;
  tenantId: string;
  integrationId: string;
  /** `crm_integrations.system_type`. */
  system: string;
  /** Unlike that of any other pass. */
  passToken: string;
  clock: () => Date;
  newId: () => string;
}
