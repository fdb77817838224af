import {
  AuthorizationError,
  ConflictError,
  type CrmAdapter,
  NonRetryableError,
  type SetupReport,
} from "@coccinelle/core";
import { type Integration, updateIntegration } from "@coccinelle/db";

/**
 * Looks at the CRM, and creates in it what is missing and permitted.
 *
 * @returns the report, and the integration, whose settings hold what was learned about the CRM
 * @throws AuthorizationError where another of the tenant's integrations is with the account
 */
export async function setUpIntegration(
  integration: Integration,
  adapter: CrmAdapter,
  { db, clock }: { db: D1Database; clock: () => Date },
): Promise<{ report: SetupReport; integration: Integration }> {
  const report = await adapter.setUp();
  const { id, tenantId, settings } = integration;
  const isKnown = Object.entries(report.learned).every(([name, value]) => settings[name] === value);
  if (isKnown) return { report, integration };
  const { learned } = report;
  try {
    return { report, integration: await updateIntegration(db, tenantId, id, { learned }, clock()) };
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw new AuthorizationError(
      `the tenant's integration ${error.context.integrationId} is with the account that this one has access to: delete one of the two, or give access to another account and test it`,
      { context: { integrationId: id }, cause: error },
    );
  }
}

/** @throws NonRetryableError that says what an administrator has to do before a sync can run */
export function assertReady({ ready, missing }: SetupReport): void {
  if (ready) return;
  const steps = missing.map(({ kind, name, remedy }) => `${kind} ${name}: ${remedy}`);
  throw new NonRetryableError(`the CRM has to be prepared first. ${steps.join("; ")}`);
}
