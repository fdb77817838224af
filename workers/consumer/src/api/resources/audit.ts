import { type AuditFilter, listAuditEntries, type PageRequest } from "@coccinelle/db";
import * as z from "zod";
import { DayOrTime, PageQuery, pageOf, TenantParams, text } from "../frame/fields.ts";
import { defineOperation, NoBody } from "../frame/operation.ts";
import { jsonResponse } from "../frame/responses.ts";

const ListAuditQuery = PageQuery.extend({
  since: DayOrTime.optional(),
  until: DayOrTime.optional(),
  /** An actor's id: a key's, a person's e-mail address, or `deployer`. */
  actor: text(254).optional(),
  /** Method and route, such as `DELETE /api/tenants/:tenantId/customers/:id`. */
  action: text(200).optional(),
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
    target: z.string().nullable().describe("The id of what was changed"),
    reason: z.string().nullable(),
    count: z.int().nullable().describe("How many were changed"),
    status: z
      .int()
      .nullable()
      .describe("What was answered; null where it is not known whether the change was made"),
  })
  .meta({ id: "AuditEntry" });

const AuditEntryPage = pageOf(AuditEntry);

export const auditOperations = [
  defineOperation({
    method: "GET",
    path: "/api/tenants/:tenantId/audit",
    summary: "List who changed what of the tenant's, when and why, the latest first",
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
