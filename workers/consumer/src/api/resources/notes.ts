import * as z from "zod";
import { openCrm } from "../../bindings.ts";
import { PageQuery, pageOf, RowParams, text } from "../frame/fields.ts";
import { defineOperation, NoBody, NoQuery } from "../frame/operation.ts";
import { jsonResponse } from "../frame/responses.ts";

const NewNote = z.strictObject({ content: text(20_000) }).meta({ id: "NewNote" });

const Note = z
  .strictObject({
    id: z.string(),
    content: z.string(),
    createdBy: z.string().nullable().describe("The author, where that is known"),
    createdAt: z.string().nullable().describe("ISO 8601, UTC"),
    metadata: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: "Note" });

const PATH = "/api/tenants/:tenantId/customers/:id/notes";

export const noteOperations = [
  defineOperation({
    method: "GET",
    path: PATH,
    summary: "List a customer's notes, the newest first",
    params: RowParams,
    query: PageQuery,
    body: NoBody,
    answers: { 200: pageOf(Note) },
    async handle({ params: { tenantId, id }, query }, env, context) {
      return jsonResponse(200, await openCrm(env, tenantId, context).listCustomerNotes(id, query));
    },
  }),
  defineOperation({
    method: "POST",
    path: PATH,
    summary: "Add a note to a customer",
    params: RowParams,
    query: NoQuery,
    body: NewNote,
    answers: { 201: Note },
    async handle({ params: { tenantId, id }, body: { content } }, env, context) {
      const crm = openCrm(env, tenantId, context);
      return jsonResponse(201, await crm.addCustomerNote(id, content, "operator"));
    },
  }),
];
