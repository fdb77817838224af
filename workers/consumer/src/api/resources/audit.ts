import { type AuditFilter, listAuditEntries, type PageRequest } from "@coccinelle/db";
import * as z from "zod";
import { DayOrTime, PageQuery, pageOf, TenantParams, text } from "../frame/fields.ts";
import { defineOperation, NoBody } from "../frame/operation.ts";
import { jsonResponse } from "../frame/responses.ts";

const ListAuditQuery = PageQuery.extend({
  since: DayOrTime.optional(),
  until: DayOrTime.optional(),
  actor: text(254).optional().describe("A key's id, a person's e-mail address, or `deployer`"),
  action: text(200)
    .optional()
    .describe("Method and route, such as `DELETE /api/tenants/:tenantId/customers/:id`"),
});

const AuditActor = z
  .strictObject({
    kind: z.enum(["deployer", "key", "access"]),
    id: z.string(),
    name: z.string().nullable(),
  })
  .meta({ id: "AuditActor" });

const AuditEntry = z
  .strictObject({
    id: z.string(),
    at: z.iso.datetime(),
    actor: AuditActor,
    action: z.string().describe("Method and route"),
    target: z.string().nullable().describe("The id of the thing that was changed"),
    reason: z.string().nullable(),
    count: z.int().nullable().describe("The number of things that were changed"),
    status: z
      .int()
      .nullable()
      .describe("The status of the answer; null where it is not known whether the change was made"),
  })
  .meta({ id: "AuditEntry" });

const AuditEntryPage = pageOf(AuditEntry);

export const auditOperations = [
  defineOperation({
    method: "GET",
    path: "/api/tenants/:tenantId/audit",
    summary: "List the changes of the tenant's data with their actors and reasons, the latest first",
    params: TenantParams,
    query: ListAuditQuery,
    body: NoBody,
    answers: { 200: AuditEntryPage },
    handle: ({ params: { tenantId }, query }, env) => listResponse(env, tenantId, query),
  }),
  defineOperation({
    method: "GET",
    path: "/api/audit",
    summary: "List the changes that belong to no tenant, the latest first",
    params: z.strictObject({}),
    query: ListAuditQuery,
    body: NoBody,
    answers: { 200: AuditEntryPage },
    handle: ({ query }, env) => listResponse(env, null, query),
  }),
];

async function listResponse(
  env: Env,
  tenantId: string | null,
  { limit, cursor, ...filter }: AuditFilter & PageRequest,
): Promise<Response> {
  return jsonResponse(200, await listAuditEntries(env.DB, tenantId, filter, { limit, cursor }));
}
