/** The clock and the source of ids that the CRM service uses. */
export interface ServiceDeps {
  clock: () => Date;
  newId: () => string;
}

export const systemDeps: ServiceDeps = {
  clock: () => new Date(),
  newId: () => crypto.randomUUID(),
};

/** The database and the tenant that every function of one tenant's CRM works with. */
export interface TenantScope extends ServiceDeps {
  db: D1Database;
  tenantId: string;
}
