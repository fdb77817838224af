import { MessageChannel } from "@coccinelle/core";
import { customerNotFound } from "@coccinelle/db";
import * as z from "zod";
import { openCrm } from "../../bindings.ts";
import {
  Country,
  Email,
  Metadata,
  PageQuery,
  pageOf,
  RowParams,
  readPhone,
  Tag,
  TenantParams,
  Time,
  text,
  wholeNumber,
} from "../frame/fields.ts";
import { defineOperation, NoBody, NoQuery } from "../frame/operation.ts";
import { jsonResponse, noContent } from "../frame/responses.ts";

/** Other programs write customers into D1, too. A text of theirs that is no time is answered as it is. */
const StoredTime = z.string().nullable().describe("ISO 8601, UTC");

const Customer = z
  .strictObject({
    id: z.string(),
    tenantId: z.string(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    phone: z.string().nullable().describe("In E.164 wherever it can be read"),
    email: z.string().nullable(),
    status: z.string().nullable(),
    createdAt: StoredTime,
    preferredChannel: z.string().nullable(),
    segment: z.string().nullable(),
    totalOrders: z.number().nullable(),
    totalRevenue: z.number().nullable(),
    currency: z.string().nullable(),
    lastContactAt: StoredTime,
    lastOrderAt: StoredTime,
    address: z.string().nullable(),
    city: z.string().nullable(),
    postalCode: z.string().nullable(),
    country: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()).nullable(),
    tags: z.array(z.string()),
    notesCount: z.int(),
    activitiesCount: z.int(),
  })
  .meta({ id: "Customer" });

const fields = {
  firstName: text(100),
  lastName: text(100),
  phone: text(50),
  email: Email,
  status: text(50),
  segment: text(50),
  preferredChannel: MessageChannel,
  address: text(500),
  city: text(100),
  postalCode: text(20),
  country: Country,
  totalOrders: z.int().min(0),
  totalRevenue: z.number().min(0),
  currency: z.string().regex(/^[A-Z]{3}$/, "three capital letters (ISO 4217), such as EUR"),
  lastContactAt: Time,
  lastOrderAt: Time,
  metadata: Metadata,
};

const NewCustomer = z
  .strictObject({ ...fields, tags: z.array(Tag).max(50) })
  .partial()
  .meta({ id: "NewCustomer" });

/** Null clears a field. A field that is left out stays as it is. */
const CustomerChanges = z.strictObject(clearable(fields)).partial().meta({ id: "CustomerChanges" });

const ListCustomersQuery = PageQuery.extend({
  query: text(200).optional().describe("Part of a name, an e-mail address or a phone number"),
  phone: z.string().transform(restorePlus).pipe(text(50)).optional(),
  email: text(254).optional(),
  segment: text(50).optional(),
  tag: Tag.optional(),
  minOrders: wholeNumber({ min: 0, max: 999_999_999 }).optional(),
  notContactedForDays: wholeNumber({ min: 0, max: 36_500 }).optional(),
});

const PATH = "/api/tenants/:tenantId/customers";

export const customerOperations = [
  defineOperation({
    method: "POST",
    path: PATH,
    summary: "Create a customer",
    params: TenantParams,
    query: NoQuery,
    body: NewCustomer,
    answers: { 201: Customer },
    async handle({ params: { tenantId }, body }, env, context) {
      const phone = body.phone && readPhone(body.phone, body.country);
      const customer = await openCrm(env, tenantId, context).createCustomer({ ...body, phone });
      context.audit({ target: customer.id });
      return jsonResponse(201, customer);
    },
  }),
  defineOperation({
    method: "GET",
    path: PATH,
    summary: "List the customers that meet every condition, the newest first",
    params: TenantParams,
    query: ListCustomersQuery,
    body: NoBody,
    answers: { 200: pageOf(Customer) },
    async handle({ params: { tenantId }, query: { limit, cursor, ...filters } }, env, context) {
      const crm = openCrm(env, tenantId, context);
      return jsonResponse(200, await crm.listCustomers(filters, { limit, cursor }));
    },
  }),
  defineOperation({
    method: "GET",
    path: `${PATH}/:id`,
    summary: "Show a customer",
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 200: Customer },
    async handle({ params: { tenantId, id } }, env, context) {
      const customer = await openCrm(env, tenantId, context).getCustomer(id);
      if (!customer) throw customerNotFound(id);
      return jsonResponse(200, customer);
    },
  }),
  defineOperation({
    method: "PATCH",
    path: `${PATH}/:id`,
    summary: "Change a customer",
    params: RowParams,
    query: NoQuery,
    body: CustomerChanges,
    answers: { 200: Customer },
    async handle({ params: { tenantId, id }, body }, env, context) {
      const crm = openCrm(env, tenantId, context);
      if (!body.phone) return jsonResponse(200, await crm.updateCustomer(id, body));
      const customer = await crm.getCustomer(id);
      if (!customer) throw customerNotFound(id);
      const country = body.country ?? customer.country ?? undefined;
      const changes = { ...body, phone: readPhone(body.phone, country) };
      return jsonResponse(200, await crm.updateCustomer(id, changes));
    },
  }),
  defineOperation({
    method: "DELETE",
    path: `${PATH}/:id`,
    summary: "Delete a customer, with notes, activities and tags",
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 204: NoBody },
    async handle({ params: { tenantId, id } }, env, context) {
      if (!(await openCrm(env, tenantId, context).deleteCustomer(id))) throw customerNotFound(id);
      return noContent();
    },
  }),
];

/** An unescaped `+` in a query means a space, but `?phone=+33612345678` is meant as it looks. */
function restorePlus(phone: string): string {
  return phone.replace(/^ (?=\d)/, "+");
}

type Clearable<Shape extends z.ZodRawShape> = { [Field in keyof Shape]: z.ZodNullable<Shape[Field]> };

function clearable<Shape extends z.ZodRawShape>(shape: Shape): Clearable<Shape> {
  const entries = Object.entries(shape).map(([field, schema]) => [field, z.nullable(schema)]);
  return Object.fromEntries(entries) as Clearable<Shape>;
}
