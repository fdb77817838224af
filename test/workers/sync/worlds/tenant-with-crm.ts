import { env } from "cloudflare:workers";
import type { CrmSystem, IntegrationRef } from "@coccinelle/core";
import { getCRMDatabaseService, insertIntegration, type Metadata } from "@coccinelle/db";
import type { HubspotSandbox, SandboxCall } from "@coccinelle/sandbox";
import { integrationCredentialsPlace } from "@coccinelle/vault";
import { uniqueId } from "../../../support/message-event.ts";
import { serveAt } from "./closed-network.ts";
import { vault } from "./vault.ts";

/** A stand-in of any CRM. */
export type Sandbox = Pick<HubspotSandbox, "fetch" | "calls" | "countBy" | "revokeGrants"> & {
  readonly faults: { push(fault: Parameters<HubspotSandbox["faults"]["push"]>[0]): unknown; clear(): void };
};

export interface CrmOptions<CrmSandbox, Credentials> {
  /** Default: a tenant that no other test has. */
  tenantId?: string;
  /** Default: credentials that last and have every right. Null: the integration waits for an authorisation. */
  credentials?: ((sandbox: CrmSandbox) => Credentials) | null;
  settings?: Metadata;
}

/** An integration that no other test has. */
export function newRef(tenantId = uniqueId("tenant")): IntegrationRef {
  return { tenantId, integrationId: uniqueId("integration") };
}

/** A clock that may be put forward, and a wait in real time. */
export function newTime() {
  const time = {
    aheadMs: 0,
    now: () => new Date(Date.now() + time.aheadMs),
    sleep: (delayMs: number) => new Promise<void>((resolve) => setTimeout(resolve, delayMs)),
  };
  return time;
}

/** Sets up the part of a tenant's world that is the same for every CRM. */
export async function newTenantWithCrm<Credentials>({
  ref,
  system,
  host,
  sandbox,
  credentials,
  settings = {},
}: {
  ref: IntegrationRef;
  system: CrmSystem;
  host: string;
  sandbox: Sandbox;
  credentials: Credentials | null;
  settings?: Metadata | undefined;
}) {
  const { tenantId, integrationId } = ref;
  serveAt(host, sandbox);
  const place = integrationCredentialsPlace({ id: integrationId, tenantId });
  const seal = (plain: Credentials) => vault.seal(JSON.stringify(plain), place);
  const sealed = credentials === null ? null : await seal(credentials);
  await insertIntegration(
    env.DB,
    { id: integrationId, tenantId, system, credentials: sealed, settings },
    new Date(),
  );
  const findRow = () =>
    env.DB.prepare(
      `SELECT i.sync_status AS status, i.credentials,
         (SELECT r.error FROM sync_runs r WHERE r.integration_id = i.id ORDER BY r.started_at DESC, r.id DESC LIMIT 1) AS error
       FROM crm_integrations i WHERE i.id = ?1`,
    )
      .bind(integrationId)
      .first<{ status: string; credentials: string | null; error: string | null }>();
  return {
    ...ref,
    ref,
    seal,
    object: env.INTEGRATIONS.getByName(integrationId),
    customers: getCRMDatabaseService(env.DB, tenantId),
    findRow,
    status: async () => (await findRow())?.status,
    lastError: async () => (await findRow())?.error ?? null,
    storedCredentials: async (): Promise<Credentials> => {
      const row = await findRow();
      return JSON.parse(await vault.open(row?.credentials ?? "", place));
    },
    tokenRequests: () => sandbox.calls.filter(isTokenRequest).length,
    /** Has another server answer at the CRM's address from now on. */
    connectTo(other: Pick<Sandbox, "fetch">) {
      serveAt(host, other);
    },
  };
}

export function isTokenRequest({ path }: Pick<SandboxCall, "path">): boolean {
  return path.endsWith("/token");
}
