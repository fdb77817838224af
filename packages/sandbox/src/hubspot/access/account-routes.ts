import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { validationError } from "../api/hubspot-error.ts";
import type { HubspotRoute, RouteCall } from "../api/route.ts";

const OwnerQuery = z.object({
  email: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.coerce.number().int().min(0).default(0),
});

function listOwners({ portal: { owners }, query }: RouteCall): SandboxAnswer {
  const parsed = OwnerQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) throw validationError(z.prettifyError(parsed.error));
  const { email, limit, after } = parsed.data;
  const matching = owners.filter((owner) => email === undefined || owner.email === email);
  const end = after + limit;
  const createdAt = new Date(0).toISOString();
  return {
    status: 200,
    body: {
      results: matching
        .slice(after, end)
        .map((owner) => ({ ...owner, type: "PERSON", archived: false, createdAt, updatedAt: createdAt })),
      ...(end < matching.length && { paging: { next: { after: String(end) } } }),
    },
  };
}

/** Tells which account a token is of. */
function readAccount({ portal: { portalId } }: RouteCall): SandboxAnswer {
  return {
    status: 200,
    body: { portalId, accountType: "STANDARD", timeZone: "Europe/Paris", companyCurrency: "EUR" },
  };
}

export const accountRoutes: HubspotRoute[] = [
  { method: "GET", path: "/crm/owners", scope: "crm.objects.owners.read", answer: listOwners },
  { method: "GET", path: "/account-info/details", scope: null, answer: readAccount },
];
