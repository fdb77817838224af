import type { ServiceDependencies } from "./service-dependencies.ts";

/** What every query of one tenant's CRM takes. */
export interface TenantScope extends ServiceDependencies {
  db: D1Database;
  tenantId: string;
}
