import { MessageChannel } from "@coccinelle/core";
import { customerNotFound, getCRMDatabaseService } from "@coccinelle/db";
import * as z from "zod";
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
import { CustomerAnswer } from "./customer-answer.ts";

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

/** Null clears a field; one that is left out stays. */
const CustomerChanges = z.strictObject(clearable(fields)).partial().meta({ id: "CustomerChanges" });

const ListCustomersQuery = PageQuery.extend({
  /** Part of a name, an e-mail address or a phone number. */
  query: text(200).optional(),
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
    answers: { 201: CustomerAnswer },
    async handle({ params: { tenantId }, body }, env, { audit }) {
      const phone = body.phone && readPhone(body.phone, body.country);
      const customer = await getCRMDatabaseService(env.DB, tenantId).createCustomer({ ...body, phone });
      audit({ target: customer.id });
      return jsonResponse(201, customer);
    },
  }),
  defineOperation({
    method: "GET",
    path: PATH,
    summary: "List customers, the newest first: those that meet every condition",
    params: TenantParams,
    query: ListCustomersQuery,
    body: NoBody,
    answers: { 200: pageOf(CustomerAnswer) },
    async handle({ params: { tenantId }, query: { limit, cursor, ...filters } }, env) {
      const crm = getCRMDatabaseService(env.DB, tenantId);
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
    answers: { 200: CustomerAnswer },
    async handle({ params: { tenantId, id } }, env) {
      const customer = await getCRMDatabaseService(env.DB, tenantId).getCustomer(id);
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
    answers: { 200: CustomerAnswer },
    async handle({ params: { tenantId, id }, body }, env) {
      const crm = getCRMDatabaseService(env.DB, tenantId);
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
    async handle({ params: { tenantId, id } }, env) {
      if (!(await getCRMDatabaseService(env.DB, tenantId).deleteCustomer(id))) throw customerNotFound(id);
      return noContent();
    },
  }),
];

/** In a query an unescaped `+` means a space: `?phone=+33612345678` is meant as it looks. */
function restorePlus(phone: string): string {
  return phone.replace(/^ (?=\d)/, "+");
}

type Clearable<Shape extends z.ZodRawShape> = { [Field in keyof Shape]: z.ZodNullable<Shape[Field]> };

function clearable<Shape extends z.ZodRawShape>(shape: Shape): Clearable<Shape> {
  const entries = Object.entries(shape).map(([field, schema]) => [field, z.nullable(schema)]);
  return Object.fromEntries(entries) as Clearable<Shape>;
}
