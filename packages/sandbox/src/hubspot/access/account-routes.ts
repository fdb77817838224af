import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { readBody } from "../api/read-body.ts";
import type { Route, RouteCall } from "../api/route.ts";

const OwnerQuery = z.object({
  email: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.coerce.number().int().min(0).default(0),
});

function listOwners({ portal: { owners }, query }: RouteCall): SandboxAnswer {
  const { email, limit, after } = readBody(OwnerQuery, Object.fromEntries(query));
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

export const ownerRoutes: Route[] = [
  { method: "GET", path: "/crm/owners", scope: "crm.objects.owners.read", handle: listOwners },
];
