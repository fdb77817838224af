import type { ServiceDeps } from "./service-deps.ts";

/** What every query of one tenant's CRM takes. */
export interface TenantScope extends ServiceDeps {
  db: D1Database;
  tenantId: string;
}
