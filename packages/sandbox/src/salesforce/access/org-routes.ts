import type { SandboxAnswer } from "../../frame/answer.ts";
import { notFoundError } from "../api/salesforce-error.ts";
import type { Org } from "./org.ts";

/** Where a token's `id` leads. */
export const IDENTITY_PATH = /^\/id\/(?<organizationId>\w+)\/(?<userId>\w+)$/;
export const USER_INFO_PATH = "/services/oauth2/userinfo";

/** Who a token signs in as, of which organisation. */
export function answerIdentity(org: Org, url: URL): SandboxAnswer {
  const asked = IDENTITY_PATH.exec(url.pathname)?.groups;
  if (asked && (asked.organizationId !== org.organizationId || asked.userId !== org.userId)) {
    throw notFoundError();
  }
  const user = org.store.find("User", org.userId);
  return {
    status: 200,
    body: {
      id: `${url.origin}/id/${org.organizationId}/${org.userId}`,
      sub: `${url.origin}/id/${org.organizationId}/${org.userId}`,
      user_id: org.userId,
      organization_id: org.organizationId,
      username: user?.values.Username ?? null,
      preferred_username: user?.values.Username ?? null,
      name: user?.values.Name ?? null,
    },
  };
}
