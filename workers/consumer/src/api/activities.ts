import { MessageChannel } from "@coccinelle/core";
import { getCRMDatabaseService } from "@coccinelle/db";
import * as z from "zod";
import { Metadata, PageQuery, RowParams, text } from "./fields.ts";
import { jsonResponse } from "./json-response.ts";
import { defineOperation, NoBody, NoQuery } from "./operation.ts";

const CreateActivityBody = z.strictObject({
  /** Such as `call`, `visit` or `email`. */
  type: text(50),
  channel: MessageChannel,
  description: text(20_000).optional(),
  metadata: Metadata.optional(),
});

const PATH = "/api/tenants/:tenantId/customers/:id/activities";

export const activityOperations = [
  defineOperation({
    method: "GET",
    path: PATH,
    params: RowParams,
    query: PageQuery,
    body: NoBody,
    async handle({ params: { tenantId, id }, query }, env) {
      return jsonResponse(200, await getCRMDatabaseService(env.DB, tenantId).listInteractions(id, query));
    },
  }),
  defineOperation({
    method: "POST",
    path: PATH,
    params: RowParams,
    query: NoQuery,
    body: CreateActivityBody,
    async handle({ params: { tenantId, id }, body }, env) {
      const crm = getCRMDatabaseService(env.DB, tenantId);
      const { type, channel, metadata, description } = body;
      return jsonResponse(201, await crm.logInteraction(id, type, channel, metadata, description));
    },
  }),
];
