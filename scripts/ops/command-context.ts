import { type ApiClient, createApiClient } from "@coccinelle/api-client";
import type { Command } from "commander";
import { EXIT_CODES, OpsFailure } from "./ops-failure.ts";
import type { OpsIo } from "./ops-io.ts";

const DEFAULT_URL = "http://127.0.0.1:8787";

/** Options that every command has. */
interface GlobalOptions {
  url?: string;
  tenant?: string;
  json?: boolean;
}

/** The world, the API and the common options of one command. */
export interface CommandContext {
  io: OpsIo;
  api: ApiClient;
  /** @throws OpsFailure where the command names no tenant */
  tenantId: () => string;
  json: boolean | undefined;
}

/** @throws OpsFailure where the URL is none, or there is no key for it */
export function openContext(io: OpsIo, command: Command): CommandContext {
  const { json, url, tenant } = command.optsWithGlobals<GlobalOptions>();
  return {
    io,
    api: connectApi(io, url ?? io.environment.COCCINELLE_URL ?? DEFAULT_URL),
    tenantId: () => checkTenant(tenant ?? io.environment.COCCINELLE_TENANT),
    json,
  };
}

function connectApi(
  { fetch, environment, readLocalKey }: Pick<OpsIo, "fetch" | "environment" | "readLocalKey">,
  url: string,
): ApiClient {
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throw new OpsFailure(`${url} is no URL such as https://crm.example.com`, EXIT_CODES.usage);
  }
  const { origin, hostname } = new URL(url);
  const isLocal = hostname === "127.0.0.1" || hostname === "localhost";
  const key = environment.COCCINELLE_KEY ?? (isLocal ? readLocalKey() : undefined);
  if (!key) {
    throw new OpsFailure("COCCINELLE_KEY is not set; it must hold the operators' key", EXIT_CODES.usage);
  }
  return createApiClient({ origin, key, fetch, headers: accessHeaders(environment) });
}

/** The credentials with which a program passes a Cloudflare Access that protects the API. */
function accessHeaders({
  COCCINELLE_ACCESS_CLIENT_ID: id,
  COCCINELLE_ACCESS_CLIENT_SECRET: secret,
}: OpsIo["environment"]): Record<string, string> {
  return id && secret ? { "cf-access-client-id": id, "cf-access-client-secret": secret } : {};
}

function checkTenant(tenantId: string | undefined): string {
  if (!tenantId) throw new OpsFailure("name a tenant: --tenant, or COCCINELLE_TENANT", EXIT_CODES.usage);
  // In a URL they would lead to another path.
  if (tenantId === "." || tenantId === "..") {
    throw new OpsFailure(`${tenantId} is no tenant`, EXIT_CODES.usage);
  }
  return tenantId;
}
