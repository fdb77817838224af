import {
  ConflictError,
  CrmSystem,
  errorFields,
  MappingStatus,
  NotFoundError,
  type SyncRefusal,
  type SyncService,
  writeLog,
} from "@coccinelle/core";
import {
  deleteIntegration,
  findIntegration,
  findIntegrationOverview,
  type Integration,
  type IntegrationOverview,
  insertIntegration,
  listIntegrations,
  listMappings,
  listSyncRuns,
  updateIntegration,
} from "@coccinelle/db";
import { integrationCredentialsPlace } from "@coccinelle/vault";
import * as z from "zod";
import { openVault } from "../open-vault.ts";
import { syncService } from "../sync-service.ts";
import { ApiError, invalidRequest, toErrorDetails } from "./api-error.ts";
import { CRM_SYSTEMS } from "./crm-systems.ts";
import { Metadata, PageQuery, RowParams, TenantParams } from "./fields.ts";
import { jsonResponse, noContent } from "./json-response.ts";
import { defineOperation, NoBody, NoQuery } from "./operation.ts";

/** Credentials and settings are checked by what the system's description says of them. */
const CreateIntegrationBody = z.strictObject({
  system: CrmSystem,
  credentials: z.unknown().optional(),
  settings: Metadata.optional(),
});

/** Credentials and settings are replaced whole. */
const UpdateIntegrationBody = CreateIntegrationBody.omit({ system: true }).extend({
  isActive: z.boolean().optional(),
});

const ListMappingsQuery = PageQuery.extend({ status: MappingStatus.optional() });

const PATH = "/api/tenants/:tenantId/integrations";

export const integrationOperations = [
  defineOperation({
    method: "POST",
    path: PATH,
    params: TenantParams,
    query: NoQuery,
    body: CreateIntegrationBody,
    async handle({ params: { tenantId }, body: { system, settings = {}, ...body } }, env) {
      const id = crypto.randomUUID();
      const credentials = checkInput(system, { ...body, settings });
      const sealed = credentials ? await seal(env, { id, tenantId }, credentials) : null;
      const integration = { id, tenantId, system, credentials: sealed, settings };
      await requestSync(env, await insertIntegration(env.DB, integration, new Date()));
      return overviewResponse(env, 201, { tenantId, id });
    },
  }),
  defineOperation({
    method: "GET",
    path: PATH,
    params: TenantParams,
    query: PageQuery,
    body: NoBody,
    async handle({ params: { tenantId }, query }, env) {
      const { items, nextCursor } = await listIntegrations(env.DB, tenantId, query);
      return jsonResponse(200, { items: items.map(toAnswer), nextCursor });
    },
  }),
  defineOperation({
    method: "GET",
    path: `${PATH}/:id`,
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    handle: ({ params }, env) => overviewResponse(env, 200, params),
  }),
  defineOperation({
    method: "PATCH",
    path: `${PATH}/:id`,
    params: RowParams,
    query: NoQuery,
    body: UpdateIntegrationBody,
    async handle({ params, body: { settings, isActive, ...body } }, env) {
      const { tenantId, id } = params;
      const { integration, system } = await getSyncedIntegration(env, params);
      const credentials = checkInput(system, { ...body, settings });
      const learned = Object.entries(integration.settings).filter(([name]) =>
        CRM_SYSTEMS[system].learned.includes(name),
      );
      const changes = {
        ...(credentials && { credentials: await seal(env, params, credentials) }),
        ...(settings && { settings: { ...Object.fromEntries(learned), ...settings } }),
        isActive,
      };
      await requestSync(env, await updateIntegration(env.DB, tenantId, id, changes, new Date()));
      return overviewResponse(env, 200, params);
    },
  }),
  defineOperation({
    method: "DELETE",
    path: `${PATH}/:id`,
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    async handle({ params }, env) {
      const { integration } = await getSyncedIntegration(env, params);
      if (!(await deleteIntegration(env.DB, params.tenantId, params.id))) throw integrationNotFound();
      // Its object finds that it is gone, and forgets itself.
      await requestSync(env, integration);
      return noContent();
    },
  }),
  defineSyncOperation("sync", "requestSync"),
  defineSyncOperation("pause", "pause"),
  defineSyncOperation("resume", "resume"),
  defineOperation({
    method: "POST",
    path: `${PATH}/:id/test`,
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    async handle({ params }, env) {
      const { ref } = await getSyncedIntegration(env, params);
      const answer = await syncService(env).setUp(ref);
      if (!answer.ok) throw refused(answer);
      return jsonResponse(200, answer.report);
    },
  }),
  defineOperation({
    method: "POST",
    path: `${PATH}/:id/authorize`,
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    async handle({ params }, env) {
      const { ref } = await getSyncedIntegration(env, params);
      const answer = await syncService(env).authorize(ref);
      if (!answer.ok) throw refused(answer);
      return jsonResponse(200, { url: answer.url });
    },
  }),
  defineOperation({
    method: "GET",
    path: `${PATH}/:id/mappings`,
    params: RowParams,
    query: ListMappingsQuery,
    body: NoBody,
    async handle({ params, query: { status, ...page } }, env) {
      const { tenantId, id } = await getIntegration(env, params);
      return jsonResponse(200, await listMappings(env.DB, tenantId, id, { status }, page));
    },
  }),
  defineOperation({
    method: "GET",
    path: `${PATH}/:id/runs`,
    params: RowParams,
    query: PageQuery,
    body: NoBody,
    async handle({ params, query }, env) {
      const { tenantId, id } = await getIntegration(env, params);
      return jsonResponse(200, await listSyncRuns(env.DB, tenantId, id, query));
    },
  }),
];

type Row = z.output<typeof RowParams>;

function defineSyncOperation(
  verb: string,
  method: keyof Pick<SyncService, "requestSync" | "pause" | "resume">,
) {
  return defineOperation({
    method: "POST",
    path: `${PATH}/:id/${verb}`,
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    async handle({ params }, env) {
      const { ref } = await getSyncedIntegration(env, params);
      const answer = await syncService(env)[method](ref);
      if (!answer.ok) throw refused(answer);
      return overviewResponse(env, 202, params);
    },
  });
}

/** The credentials, if there are any, once they and the settings are what the system takes. */
function checkInput(system: CrmSystem, input: { credentials?: unknown; settings: unknown }) {
  const parsed = CRM_SYSTEMS[system].input.safeParse(input);
  if (!parsed.success) throw invalidRequest(toErrorDetails(parsed.error));
  return parsed.data.credentials;
}

function seal(env: Env, integration: Row, credentials: object): Promise<string> {
  return openVault(env).seal(JSON.stringify(credentials), integrationCredentialsPlace(integration));
}

/** Brings forward what the cron would do: the row is written, and a sync Worker that does not answer changes nothing. */
async function requestSync(env: Env, { tenantId, id, isActive, credentials }: Integration): Promise<void> {
  if (!isActive || credentials === null) return;
  try {
    const answer = await syncService(env).requestSync({ tenantId, integrationId: id });
    if (!answer.ok) writeLog("info", "sync_not_requested", { integrationId: id, code: answer.code });
  } catch (error) {
    writeLog("warn", "sync_not_requested", { integrationId: id, ...errorFields(error) });
  }
}

async function getIntegration(env: Env, { tenantId, id }: Row): Promise<Integration> {
  const integration = await findIntegration(env.DB, tenantId, id);
  if (!integration) throw integrationNotFound();
  return integration;
}

/** @throws ConflictError for the native one, which is this database itself, and for those of other programs */
async function getSyncedIntegration(env: Env, row: Row) {
  const integration = await getIntegration(env, row);
  const { success, data: system } = CrmSystem.safeParse(integration.system);
  if (success) return { integration, system, ref: { tenantId: row.tenantId, integrationId: row.id } };
  throw new ConflictError(
    `integration: ${integration.system} is no CRM that customers are synced to; it cannot be changed, synced or deleted`,
  );
}

async function overviewResponse(env: Env, status: number, { tenantId, id }: Row): Promise<Response> {
  const overview = await findIntegrationOverview(env.DB, tenantId, id);
  if (!overview) throw integrationNotFound();
  return jsonResponse(status, toAnswer(overview));
}

function toAnswer({ tenantId, ...answer }: IntegrationOverview) {
  return answer;
}

function integrationNotFound(): NotFoundError {
  return new NotFoundError("integration: there is none with this id");
}

function refused({ code, message }: SyncRefusal): ApiError {
  return new ApiError(409, code, message);
}
