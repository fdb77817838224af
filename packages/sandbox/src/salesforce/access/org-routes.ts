import type { SandboxAnswer } from "../../frame/answer.ts";
import { basePathOf, type RouteCall, type SalesforceRoute } from "../api/route.ts";
import { notFoundError } from "../api/salesforce-error.ts";

/** Tells which user of which organisation a token signs in. */
function answerIdentity({ org, url }: RouteCall): SandboxAnswer {
  const user = org.store.find("User", org.userId);
  const id = `${url.origin}/id/${org.organizationId}/${org.userId}`;
  return {
    status: 200,
    body: {
      id,
      sub: id,
      user_id: org.userId,
      organization_id: org.organizationId,
      username: user?.values.Username ?? null,
      preferred_username: user?.values.Username ?? null,
      name: user?.values.Name ?? null,
    },
  };
}

/** Answers at the address that a token's `id` leads to. */
function answerIdentityOf(call: RouteCall): SandboxAnswer {
  const [organizationId, userId] = call.params;
  if (organizationId !== call.org.organizationId || userId !== call.org.userId) throw notFoundError();
  return answerIdentity(call);
}

function listLimits({ org: { usage } }: RouteCall): SandboxAnswer {
  const Remaining = Math.max(usage.max - usage.used, 0);
  return { status: 200, body: { DailyApiRequests: { Max: usage.max, Remaining } } };
}

/** Lists the resources of a version of the API, and tells who the token's user is. */
function listResources(call: RouteCall): SandboxAnswer {
  const { organizationId, userId } = call.org;
  const names = ["composite", "jobs", "limits", "query", "queryAll", "sobjects", "tooling"];
  return {
    status: 200,
    body: {
      identity: `https://login.salesforce.com/id/${organizationId}/${userId}`,
      ...Object.fromEntries(names.map((name) => [name, `${basePathOf(call)}/${name}`])),
    },
  };
}

export const orgRoutes: SalesforceRoute[] = [
  { method: "GET", path: "/oauth2/userinfo", answer: answerIdentity },
  { method: "GET", path: "/id/{organization}/{user}", answer: answerIdentityOf },
  { method: "GET", path: "/limits", answer: listLimits },
  { method: "GET", path: "/", answer: listResources },
];
