import {
  ConflictError,
  CrmSystem,
  errorFields,
  MappingStatus,
  NotFoundError,
  type SyncRefusal,
  type SyncService,
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
import { getSyncService, openVault } from "../../../bindings.ts";
import { ApiError, invalidRequest, toErrorDetails } from "../../frame/api-error.ts";
import { Metadata, PageQuery, pageOf, RowParams, TenantParams } from "../../frame/fields.ts";
import { defineOperation, NoBody, NoQuery, type OperationContext } from "../../frame/operation.ts";
import { jsonResponse, noContent } from "../../frame/responses.ts";
import { CRM_SYSTEMS } from "./crm-systems.ts";
import {
  AuthorizeAnswer,
  IntegrationAnswer,
  IntegrationDetail,
  MappingAnswer,
  SetupAnswer,
  SyncRunAnswer,
} from "./integration-answers.ts";
import { requestPass } from "./request-pass.ts";

/** The CRM's own schema in CRM_SYSTEMS checks the credentials and settings. */
const NewIntegration = z
  .strictObject({
    system: CrmSystem,
    credentials: z.unknown().optional(),
    settings: Metadata.optional(),
  })
  .meta({ id: "NewIntegration" });

/** New credentials replace all old ones, and new settings all old ones. */
const IntegrationChanges = NewIntegration.omit({ system: true })
  .extend({
    isActive: z.boolean().optional(),
  })
  .meta({ id: "IntegrationChanges" });

const ListMappingsQuery = PageQuery.extend({ status: MappingStatus.optional() });

const PATH = "/api/tenants/:tenantId/integrations";

export const integrationOperations = [
  defineOperation({
    method: "POST",
    path: PATH,
    summary: "Connect a CRM; without credentials the integration waits for a person's authorisation",
    params: TenantParams,
    query: NoQuery,
    body: NewIntegration,
    answers: { 201: IntegrationDetail },
    async handle({ params: { tenantId }, body: { system, settings = {}, ...body } }, env, context) {
      const id = context.newId();
      context.audit({ target: id });
      const credentials = checkInput(env, system, { ...body, settings });
      const sealed = credentials ? await seal(env, { id, tenantId }, credentials, context) : null;
      const integration = { id, tenantId, system, credentials: sealed, settings };
      const inserted = await insertIntegration(env.DB, integration, context.clock());
      await requestPassIfReady(env, inserted, context);
      return overviewResponse(env, 201, { tenantId, id }, context);
    },
  }),
  defineOperation({
    method: "GET",
    path: PATH,
    summary: "List integrations, the newest first, without credentials",
    params: TenantParams,
    query: PageQuery,
    body: NoBody,
    answers: { 200: pageOf(IntegrationAnswer) },
    async handle({ params: { tenantId }, query }, env) {
      const { items, nextCursor } = await listIntegrations(env.DB, tenantId, query);
      return jsonResponse(200, { items: items.map(toAnswer), nextCursor });
    },
  }),
  defineOperation({
    method: "GET",
    path: `${PATH}/:id`,
    summary: "Show an integration and the state of its sync, without credentials",
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 200: IntegrationDetail },
    handle: ({ params }, env, context) => overviewResponse(env, 200, params, context),
  }),
  defineOperation({
    method: "PATCH",
    path: `${PATH}/:id`,
    summary: "Replace an integration's credentials or settings, or switch it on or off",
    params: RowParams,
    query: NoQuery,
    body: IntegrationChanges,
    answers: { 200: IntegrationDetail },
    async handle({ params, body: { settings, isActive, ...body } }, env, context) {
      const { tenantId, id } = params;
      const { integration, system } = await getSyncedIntegration(env, params);
      const credentials = checkInput(env, system, { ...body, settings });
      const learned = Object.entries(integration.settings).filter(([name]) =>
        CRM_SYSTEMS[system].learned.includes(name),
      );
      const changes = {
        ...(credentials && { credentials: await seal(env, params, credentials, context) }),
        ...(settings && { settings: { ...Object.fromEntries(learned), ...settings } }),
        isActive,
      };
      const updated = await updateIntegration(env.DB, tenantId, id, changes, context.clock());
      await requestPassIfReady(env, updated, context);
      return overviewResponse(env, 200, params, context);
    },
  }),
  defineOperation({
    method: "DELETE",
    path: `${PATH}/:id`,
    summary: "Delete an integration; the CRM keeps its records",
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 204: NoBody },
    async handle({ params }, env, context) {
      const { integration } = await getSyncedIntegration(env, params);
      if (!(await deleteIntegration(env.DB, params.tenantId, params.id))) throw integrationNotFound();
      // The integration's Durable Object then finds no row in D1, and deletes its own state.
      await requestPassIfReady(env, integration, context);
      return noContent();
    },
  }),
  defineSyncOperation("sync", "requestSync", "Sync as soon as a pass may begin"),
  defineSyncOperation("pause", "pause", "Stop the sync until it is resumed"),
  defineSyncOperation("resume", "resume", "Continue a paused sync; refused where the sync is not paused"),
  defineSyncOperation("resync", "resync", "Bring every customer to the CRM again"),
  defineOperation({
    method: "POST",
    path: `${PATH}/:id/test`,
    summary:
      "Reach the CRM, make the missing fields that the access permits, and list the rest for an administrator; where nothing is missing, a sync that failed or waited for access continues",
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 200: SetupAnswer },
    async handle({ params }, env) {
      const { ref } = await getSyncedIntegration(env, params);
      const answer = await getSyncService(env).setUp(ref);
      if (!answer.ok) throw toConflict(answer);
      return jsonResponse(200, answer.report);
    },
  }),
  defineOperation({
    method: "POST",
    path: `${PATH}/:id/authorize`,
    summary: "Make a link where a person grants access; it is valid for ten minutes",
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 200: AuthorizeAnswer },
    async handle({ params, origin }, env) {
      const { ref } = await getSyncedIntegration(env, params);
      const answer = await getSyncService(env).authorize(ref, origin);
      if (!answer.ok) throw toConflict(answer);
      return jsonResponse(200, { url: answer.url });
    },
  }),
  defineOperation({
    method: "GET",
    path: `${PATH}/:id/mappings`,
    summary: "List the mappings of customers to records of the CRM",
    params: RowParams,
    query: ListMappingsQuery,
    body: NoBody,
    answers: { 200: pageOf(MappingAnswer) },
    async handle({ params, query: { status, ...page } }, env) {
      const { tenantId, id } = await getIntegration(env, params);
      return jsonResponse(200, await listMappings(env.DB, tenantId, id, { status }, page));
    },
  }),
  defineOperation({
    method: "GET",
    path: `${PATH}/:id/runs`,
    summary: "List the passes of the last 30 days that did something, the latest first",
    params: RowParams,
    query: PageQuery,
    body: NoBody,
    answers: { 200: pageOf(SyncRunAnswer) },
    async handle({ params, query }, env) {
      const { tenantId, id } = await getIntegration(env, params);
      return jsonResponse(200, await listSyncRuns(env.DB, tenantId, id, query));
    },
  }),
];

type Row = z.output<typeof RowParams>;

function defineSyncOperation(
  verb: string,
  method: keyof Pick<SyncService, "requestSync" | "pause" | "resume" | "resync">,
  summary: string,
) {
  return defineOperation({
    method: "POST",
    path: `${PATH}/:id/${verb}`,
    summary,
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 202: IntegrationDetail },
    async handle({ params }, env, context) {
      const { ref } = await getSyncedIntegration(env, params);
      const answer = await getSyncService(env)[method](ref);
      if (!answer.ok) throw toConflict(answer);
      return overviewResponse(env, 202, params, context);
    },
  });
}

/**
 * Checks credentials and settings by the rules of the CRM.
 *
 * @returns the credentials, where there are any
 * @throws ApiError 400 that names each wrong field
 */
function checkInput(env: Env, system: CrmSystem, input: { credentials?: unknown; settings: unknown }) {
  const parsed = CRM_SYSTEMS[system].input(env).safeParse(input);
  if (!parsed.success) throw invalidRequest(toErrorDetails(parsed.error));
  return parsed.data.credentials;
}

function seal(env: Env, integration: Row, credentials: object, context: OperationContext): Promise<string> {
  return openVault(env, context).seal(JSON.stringify(credentials), integrationCredentialsPlace(integration));
}

/** Asks for a pass where the integration can have one: it is switched on and has credentials. */
async function requestPassIfReady(
  env: Env,
  { tenantId, id, isActive, credentials }: Integration,
  { log }: OperationContext,
): Promise<void> {
  if (!isActive || credentials === null) return;
  await requestPass({ tenantId, integrationId: id }, { sync: getSyncService(env), log });
}

async function getIntegration(env: Env, { tenantId, id }: Row): Promise<Integration> {
  const integration = await findIntegration(env.DB, tenantId, id);
  if (!integration) throw integrationNotFound();
  return integration;
}

/** @throws ConflictError for the integration `native`, which is D1 itself, and for integrations of other programs */
async function getSyncedIntegration(env: Env, row: Row) {
  const integration = await getIntegration(env, row);
  const { success, data: system } = CrmSystem.safeParse(integration.system);
  if (success) return { integration, system, ref: { tenantId: row.tenantId, integrationId: row.id } };
  throw new ConflictError(
    `integration: ${integration.system} is no CRM that customers are synced to, so it cannot be changed, synced or deleted`,
  );
}

async function overviewResponse(
  env: Env,
  status: number,
  { tenantId, id }: Row,
  context: OperationContext,
): Promise<Response> {
  const overview = await findIntegrationOverview(env.DB, tenantId, id);
  if (!overview) throw integrationNotFound();
  const answer: IntegrationDetail = {
    ...toAnswer(overview),
    ...(await findSchedule(env, overview, context)),
  };
  return jsonResponse(status, answer);
}

type Schedule = Pick<IntegrationDetail, "nextSyncAt" | "heldUntil" | "heldBy">;

/** Asks the sync Worker for the times of a sync. They are all null where the Worker does not answer. */
async function findSchedule(
  env: Env,
  { id, tenantId, system }: IntegrationOverview,
  { log }: OperationContext,
): Promise<Schedule> {
  const unknown: Schedule = { nextSyncAt: null, heldUntil: null, heldBy: null };
  if (!CrmSystem.safeParse(system).success) return unknown;
  try {
    const status = await getSyncService(env).status({ tenantId, integrationId: id });
    if (!status.ok) return unknown;
    return { nextSyncAt: status.nextPassAt, heldUntil: status.heldUntil, heldBy: status.heldBy };
  } catch (error) {
    log("warn", "sync_status_unknown", { integrationId: id, ...errorFields(error) });
    return unknown;
  }
}

function toAnswer({ tenantId, ...answer }: IntegrationOverview) {
  return answer;
}

function integrationNotFound(): NotFoundError {
  return new NotFoundError("integration: there is none with this id");
}

function toConflict({ code, message }: SyncRefusal): ApiError {
  return new ApiError(409, code, message);
}
