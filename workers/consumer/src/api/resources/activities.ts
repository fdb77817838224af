import { MessageChannel } from "@coccinelle/core";
import * as z from "zod";
import { openCrm } from "../../bindings.ts";
import { Metadata, PageQuery, pageOf, RowParams, text } from "../frame/fields.ts";
import { defineOperation, NoBody, NoQuery } from "../frame/operation.ts";
import { jsonResponse } from "../frame/responses.ts";

const NewActivity = z
  .strictObject({
    type: text(50).describe("Such as `call`, `visit` or `email`"),
    channel: MessageChannel,
    description: text(20_000).optional(),
    metadata: Metadata.optional(),
  })
  .meta({ id: "NewActivity" });

const Activity = z
  .strictObject({
    id: z.string(),
    type: z.string(),
    channel: z.string().nullable(),
    description: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()).nullable(),
    createdAt: z.string().nullable().describe("ISO 8601, UTC"),
  })
  .meta({ id: "Activity" });

const PATH = "/api/tenants/:tenantId/customers/:id/activities";

export const activityOperations = [
  defineOperation({
    method: "GET",
    path: PATH,
    summary: "List a customer's activities, the latest first",
    params: RowParams,
    query: PageQuery,
    body: NoBody,
    answers: { 200: pageOf(Activity) },
    async handle({ params: { tenantId, id }, query }, env, context) {
      return jsonResponse(200, await openCrm(env, tenantId, context).listInteractions(id, query));
    },
  }),
  defineOperation({
    method: "POST",
    path: PATH,
    summary: "Add an activity to a customer",
    params: RowParams,
    query: NoQuery,
    body: NewActivity,
    answers: { 201: Activity },
    async handle({ params: { tenantId, id }, body }, env, context) {
      const crm = openCrm(env, tenantId, context);
      const { type, channel, metadata, description } = body;
      return jsonResponse(201, await crm.logInteraction(id, type, channel, metadata, description));
    },
  }),
];
