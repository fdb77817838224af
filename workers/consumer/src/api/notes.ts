import { getCRMDatabaseService } from "@coccinelle/db";
import * as z from "zod";
import { PageQuery, RowParams, text } from "./fields.ts";
import { jsonResponse } from "./json-response.ts";
import { defineOperation, NoBody, NoQuery } from "./operation.ts";

const CreateNoteBody = z.strictObject({ content: text(20_000) });

const PATH = "/api/tenants/:tenantId/customers/:id/notes";

export const noteOperations = [
  defineOperation({
    method: "GET",
    path: PATH,
    params: RowParams,
    query: PageQuery,
    body: NoBody,
    async handle({ params: { tenantId, id }, query }, env) {
      return jsonResponse(200, await getCRMDatabaseService(env.DB, tenantId).listCustomerNotes(id, query));
    },
  }),
  defineOperation({
    method: "POST",
    path: PATH,
    params: RowParams,
    query: NoQuery,
    body: CreateNoteBody,
    async handle({ params: { tenantId, id }, body: { content } }, env) {
      const crm = getCRMDatabaseService(env.DB, tenantId);
      return jsonResponse(201, await crm.addCustomerNote(id, content, "operator"));
    },
  }),
];
