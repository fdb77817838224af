import * as z from "zod";

/** Other programs write customers, too: a time that is none comes back as it stands. */
const Time = z.string().nullable().describe("ISO 8601, UTC");

/** A customer, as answers show it. */
export const CustomerAnswer = z
  .strictObject({
    id: z.string(),
    tenantId: z.string(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    phone: z.string().nullable().describe("In E.164 wherever it can be read"),
    email: z.string().nullable(),
    status: z.string().nullable(),
    createdAt: Time,
    preferredChannel: z.string().nullable(),
    segment: z.string().nullable(),
    totalOrders: z.number().nullable(),
    totalRevenue: z.number().nullable(),
    currency: z.string().nullable(),
    lastContactAt: Time,
    lastOrderAt: Time,
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
